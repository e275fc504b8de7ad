#include "base/random.h"

#include <cmath>
#include <limits>

#include "base/invariant.h"

namespace pamsim::base {
namespace {

// ln 2 in two parts: k * ln2_high is exact for every exponent k of a double.
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double log2_of_e = 1.44269504088896338700e+00;
constexpr double half_sqrt_2 = 7.07106781186547524401e-01;

std::uint64_t rotated_left(std::uint64_t x, int by) {
    return (x << by) | (x >> (64 - by));
}

/// The next output of splitmix64 (Steele, Lea and Flood 2014).
std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

}  // namespace

double portable_exp(double x) {
    if (std::isnan(x)) return x;
    if (x > 709.79) return std::numeric_limits<double>::infinity();
    if (x < -745.14) return 0.0;
    const double k = std::floor(x * log2_of_e + 0.5);
    const double r = (x - k * ln2_high) - k * ln2_low;  // |r| <= ln(2) / 2
    // The Taylor sum by Horner's rule; the first term left out is below 5e-18.
    double sum = 1.0;
    for (int n = 13; n > 0; --n) sum = 1.0 + sum * r / n;
    return std::ldexp(sum, static_cast<int>(k));
}

double portable_log(double x) {
    if (!(x > 0.0)) throw InvariantError("portable_log", "the logarithm needs a positive number");
    if (std::isinf(x)) return x;
    int exponent = 0;
    double m = std::frexp(x, &exponent);  // x = m * 2^exponent, then m in [sqrt(1/2), sqrt(2))
    if (m < half_sqrt_2) {
        m *= 2.0;
        --exponent;
    }
    // log(m) = 2 * atanh(s); |s| <= 0.1716, and the first term left out is below 1e-19.
    const double s = (m - 1.0) / (m + 1.0);
    const double z = s * s;
    double sum = 0.0;
    for (int n = 23; n > 1; n -= 2) sum = (sum + 1.0 / n) * z;
    return exponent * ln2_high + (exponent * ln2_low + 2.0 * s * (1.0 + sum));
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view instance) {
    std::uint64_t state = splitmix64(seed) ^ hash_of(instance);
    for (std::uint64_t& word : state_) word = splitmix64(state);
}

/// xoshiro256** 1.0 (Blackman and Vigna).
std::uint64_t RandomStream::bits() {
    const std::uint64_t result = rotated_left(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotated_left(state_[3], 45);
    return result;
}

double RandomStream::uniform() {
    return static_cast<double>(bits() >> 11) * 0x1.0p-53;
}

std::uint64_t RandomStream::below(std::uint64_t n) {
    if (n == 0) throw InvariantError("RandomStream::below", "there is no number below 0");
    const std::uint64_t surplus = (0 - n) % n;  // 2^64 mod n: the lowest values would be drawn once too often
    std::uint64_t drawn = bits();
    while (drawn < surplus) drawn = bits();
    return drawn % n;
}

double RandomStream::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_;
    }
    double u = 0.0;
    double v = 0.0;
    double s = 0.0;
    while (s == 0.0 || s >= 1.0) {
        u = 2.0 * uniform() - 1.0;
        v = 2.0 * uniform() - 1.0;
        s = u * u + v * v;
    }
    const double scale = std::sqrt(-2.0 * portable_log(s) / s);
    spare_ = v * scale;
    has_spare_ = true;
    return u * scale;
}

double RandomStream::exponential(double mean) {
    return -mean * portable_log(1.0 - uniform());
}

double RandomStream::lognormal(double mu, double sigma) {
    return portable_exp(mu + sigma * normal());
}

double RandomStream::gamma(double shape, double scale) {
    if (!(shape > 0.0)) throw InvariantError("RandomStream::gamma", "the shape must be positive");
    if (shape < 1.0) {
        const double boost = portable_exp(portable_log(1.0 - uniform()) / shape);
        return boost * gamma(shape + 1.0, scale);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double x = normal();
        const double root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double v = root * root * root;
        if (portable_log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * portable_log(v))
            return d * v * scale;
    }
}

}  // namespace pamsim::base
