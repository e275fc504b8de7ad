#include "bench/accuracy/head.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "numerics/softmax.h"

namespace pamsim::accuracy {
namespace {

using base::RandomStream;

Bits16 half(Format format, double x) {
    return numerics::narrow(format, numerics::bits_of(static_cast<float>(x)));
}

void fill_normal(Head& head, RandomStream& random) {
    const double scale = 1.0 / std::sqrt(static_cast<double>(head.dim));
    for (Bits16& x : head.q) x = half(head.format, scale * random.normal());
    for (Bits16& x : head.k) x = half(head.format, random.normal());
    for (Bits16& x : head.v) x = half(head.format, random.normal());
}

/// One key along every query: 40 on top of its score.
void make_dominant(Head& head, RandomStream& random) {
    const auto token = static_cast<std::size_t>(random.below(head.tokens));
    for (std::uint32_t h = 0; h < head.queries; ++h) {
        const Bits16* const q = &head.q[std::size_t{h} * head.dim];
        double square = 0.0;
        for (std::uint32_t i = 0; i < head.dim; ++i)
            square += value(head.format, q[i]) * value(head.format, q[i]);
        for (std::uint32_t i = 0; i < head.dim; ++i) {
            Bits16& k = head.k[token * head.dim + i];
            k = half(head.format, value(head.format, k) + 40.0 / square * value(head.format, q[i]));
        }
    }
}

/// |q_i k_i| up to the largest for which no score overflows; four tokens have the largest score.
void make_edge(Head& head, RandomStream& random) {
    const double most = head.format == Format::fp16 ? 65504.0 : std::sqrt(3.38e38 / head.dim);
    for (Bits16& x : head.q) x = half(head.format, random.below(2) == 0 ? most : -most);
    const std::uint32_t every = std::max(1u, head.tokens / 4);
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        for (std::uint32_t i = 0; i < head.dim; ++i) {
            const bool along = t % every == 0 || random.below(4) != 0;
            const double q = value(head.format, head.q[i]);
            const double part = t % every == 0 ? 1.0 : 0.5 + 0.5 * random.uniform();
            head.k[std::size_t{t} * head.dim + i] = half(head.format, along ? q * part : -q * part);
        }
    }
}

/// A key of -inf in the first value, where every q is 1. The first half of the tokens, and half of the
/// others.
void mask(Head& head, RandomStream& random, bool all) {
    const Bits16 minus_infinity = numerics::narrow(head.format, numerics::kMinusInfinity);
    for (std::uint32_t h = 0; h < head.queries; ++h)
        head.q[std::size_t{h} * head.dim] = half(head.format, 1.0);
    for (std::uint32_t t = 0; t < head.tokens; ++t)
        if (all || t < head.tokens / 2 || random.below(2) == 0)
            head.k[std::size_t{t} * head.dim] = minus_infinity;
}

/// Score of token t: t x 2^-9 x 1.375, from two values of its key.
void make_rising(Head& head) {
    std::fill(head.q.begin(), head.q.end(), Bits16{0});
    std::fill(head.k.begin(), head.k.end(), Bits16{0});
    const double step = std::ldexp(1.375, -9);
    for (std::uint32_t h = 0; h < head.queries; ++h) {
        head.q[std::size_t{h} * head.dim] = half(head.format, 64.0 * step);
        head.q[std::size_t{h} * head.dim + 1] = half(head.format, step);
    }
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        head.k[std::size_t{t} * head.dim] = half(head.format, t / 64);
        head.k[std::size_t{t} * head.dim + 1] = half(head.format, t % 64);
    }
}

/// Token 0 has score 0, the others -(8 + 2^-8 -+ 2^-14): TF32 takes -8 for half of them, whose weight is then
/// too large, and -(8 + 2^-7) for the others.
void make_opposed(Head& head) {
    std::fill(head.q.begin(), head.q.end(), Bits16{0});
    std::fill(head.k.begin(), head.k.end(), Bits16{0});
    for (std::uint32_t h = 0; h < head.queries; ++h)
        for (std::uint32_t i = 0; i < 3; ++i) head.q[std::size_t{h} * head.dim + i] = half(head.format, 1.0);
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        const bool up = t % 2 == 0;
        Bits16* const k = &head.k[std::size_t{t} * head.dim];
        if (t != 0) {
            k[0] = half(head.format, -8.0);
            k[1] = half(head.format, -std::ldexp(1.0, -8));
            k[2] = half(head.format, std::ldexp(up ? 1.0 : -1.0, -14));
        }
        for (std::uint32_t i = 0; i < head.dim; ++i)
            head.v[std::size_t{t} * head.dim + i] = half(head.format, up == (i % 2 == 0) ? 1.0 : -1.0);
    }
}

/// The TF32 argument below 0 whose p is above (or below) its exact value by most, in parts of it. p is near
/// 1/2, where half an ulp is most.
double worst_argument(Format format, bool above) {
    double worst = 0.0, argument = 0.0;
    for (double x = -0.69287109375; x < -0.6; x += std::ldexp(1.0, -11)) {
        const double exact = base::portable_exp(x);
        const Bits16 p = numerics::probability(format, numerics::bits_of(static_cast<float>(x)), 0);
        const double error = (value(format, p) / exact - 1.0) * (above ? 1.0 : -1.0);
        if (error <= worst) continue;
        worst = error;
        argument = x;
    }
    return argument;
}

/// Token 0 has score 0, the others one of the two worst arguments, from two values of their keys.
void make_halfway(Head& head) {
    std::fill(head.q.begin(), head.q.end(), Bits16{0});
    std::fill(head.k.begin(), head.k.end(), Bits16{0});
    for (std::uint32_t h = 0; h < head.queries; ++h)
        for (std::uint32_t i = 0; i < 2; ++i) head.q[std::size_t{h} * head.dim + i] = half(head.format, 1.0);
    const double arguments[] = {worst_argument(head.format, false), worst_argument(head.format, true)};
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        const bool up = t % 2 == 0;
        Bits16* const k = &head.k[std::size_t{t} * head.dim];
        k[0] = half(head.format, t == 0 ? 0.0 : arguments[up]);
        k[1] = half(head.format, t == 0 ? 0.0 : arguments[up] - value(head.format, k[0]));
        for (std::uint32_t i = 0; i < head.dim; ++i)
            head.v[std::size_t{t} * head.dim + i] = half(head.format, up == (i % 2 == 0) ? 1.0 : -1.0);
    }
}

}  // namespace

double value(Format format, Bits16 x) {
    return static_cast<double>(numerics::float_of(numerics::widen(format, x)));
}

std::string name_of(Data data) {
    constexpr const char* kNames[] = {"normal",  "dominant", "equal",   "edge",   "masked",
                                      "nothing", "rising",   "opposed", "halfway"};
    return kNames[static_cast<std::size_t>(data)];
}

Head make_head(Data data, Format format, std::uint32_t dim, std::uint32_t tokens, std::uint32_t queries,
               std::uint64_t seed) {
    Head head{format, dim, tokens, queries, {}, {}, {}};
    head.q.resize(std::size_t{queries} * dim);
    head.k.resize(std::size_t{tokens} * dim);
    head.v.resize(std::size_t{tokens} * dim);
    RandomStream random(seed, "head " + name_of(data));
    fill_normal(head, random);
    if (data == Data::dominant) make_dominant(head, random);
    if (data == Data::edge) make_edge(head, random);
    if (data == Data::masked || data == Data::nothing) mask(head, random, data == Data::nothing);
    if (data == Data::rising) make_rising(head);
    if (data == Data::opposed) make_opposed(head);
    if (data == Data::halfway) make_halfway(head);
    if (data == Data::equal)
        for (std::size_t i = dim; i < head.k.size(); ++i) head.k[i] = head.k[i - dim];
    return head;
}

}  // namespace pamsim::accuracy
