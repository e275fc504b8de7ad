// Random K, V and q: one vector for each name, N(0, 1), q with its scale.
#include "pim/kv_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace pamsim::pim {
namespace {

using numerics::Bits16;
using numerics::Format;
using Vector = std::vector<Bits16>;

constexpr std::uint32_t kDim = 64;

Vector key(const KvSource& source, std::uint32_t layer, std::uint64_t sequence, std::uint32_t head,
           std::uint32_t token) {
    Vector out(kDim);
    source.key(layer, sequence, head, token, out.data());
    return out;
}

TEST(RandomKv, AVectorIsTheSameHoweverOftenAndInWhateverOrderItIsAsked) {
    const RandomKv source(7, Format::fp16, kDim), again(7, Format::fp16, kDim);
    const Vector first = key(source, 1, 2, 3, 4);
    key(source, 0, 0, 0, 0);
    EXPECT_EQ(key(source, 1, 2, 3, 4), first);
    EXPECT_EQ(key(again, 1, 2, 3, 4), first);
}

TEST(RandomKv, EveryNameAndSeedHasAVectorOfItsOwn) {
    const RandomKv source(7, Format::fp16, kDim), other(8, Format::fp16, kDim);
    Vector value(kDim), query(kDim);
    source.value(1, 2, 3, 4, value.data());
    source.query(1, 2, 3, query.data());
    const std::set<Vector> all{key(source, 1, 2, 3, 4),
                               key(source, 2, 1, 3, 4),
                               key(source, 1, 2, 4, 3),
                               key(source, 1, 12, 3, 4),
                               key(source, 11, 2, 3, 4),
                               key(other, 1, 2, 3, 4),
                               value,
                               query};
    EXPECT_EQ(all.size(), 8u);
}

/// Mean and variance of n draws of N(0, 1) lie within 5 of their standard deviations.
void expect_normal(const Vector& values, Format format, double scale) {
    double sum = 0.0, squares = 0.0;
    for (const Bits16 bits : values) {
        const double x = numerics::float_of(numerics::widen(format, bits)) / scale;
        sum += x;
        squares += x * x;
    }
    const double n = static_cast<double>(values.size());
    EXPECT_NEAR(sum / n, 0.0, 5.0 / std::sqrt(n));
    EXPECT_NEAR(squares / n, 1.0, 5.0 * std::sqrt(2.0 / n));
}

TEST(RandomKv, ValuesAreNormalAndQueriesCarryTheirScale) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        const RandomKv source(1, format, kDim);
        Vector values(300 * kDim), queries(300 * kDim);
        for (std::uint32_t i = 0; i < 300; ++i) {
            source.value(0, 0, 0, i, &values[i * kDim]);
            source.query(0, i, 0, &queries[i * kDim]);
        }
        expect_normal(values, format, 1.0);
        expect_normal(queries, format, 1.0 / std::sqrt(static_cast<double>(kDim)));
    }
}

}  // namespace
}  // namespace pamsim::pim
