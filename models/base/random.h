// Random streams that give the same numbers on every machine: our own generator, our own distributions, our
// own exp and log (libm and the standard library's distributions differ between machines).
#pragma once

#include <cstdint>
#include <string_view>

namespace pamsim::base {

/// exp(x) and log(x) from additions, multiplications and table-free range reduction; relative error below
/// 1e-13 (measured in the test against long double libm). log needs x > 0.
double portable_exp(double x);
double portable_log(double x);

/// One stream per named instance: two streams of one seed and different names are independent (splitmix64 of
/// the seed and the FNV-1a hash of the name seeds xoshiro256**).
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::string_view instance);

    std::uint64_t bits();
    double uniform();                      ///< [0, 1), 53 bits
    std::uint64_t below(std::uint64_t n);  ///< [0, n), unbiased
    double normal();                       ///< mean 0, variance 1 (polar method)
    double exponential(double mean);
    double lognormal(double mu, double sigma);  ///< exp(mu + sigma * normal())
    double gamma(double shape, double scale);   ///< Marsaglia and Tsang, any shape > 0

private:
    std::uint64_t state_[4];
    double spare_ = 0.0;
    bool has_spare_ = false;
};

}  // namespace pamsim::base
