// The closed forms of rtl/README.md hold for every shape of command, on the RTL and on its cycle twin.
#include <gtest/gtest.h>

#include "pu/pu_driver.h"
#include "pu/pu_values.h"
#include "pu/pu_variants.h"
#include "twins/pu_twin.h"

namespace pamsim::tb {
namespace {

/// What numerics::ProcessingUnit counts is what the unit takes, command by command.
void expect_cycles(const PuVariant& variant, const PuJobs& jobs) {
    const auto rtl = variant.unit(1);
    PuTwinUnit<PuTwin> twin{PuTwin(variant.shape)};
    PuDriver::Options options;
    options.twin = &twin;
    PuDriver driver(*rtl, jobs, options);
    ASSERT_EQ(driver.run(), "");
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < jobs.jobs().size(); ++i) {
        const PuCommand& command = jobs.jobs()[i].command;
        ASSERT_EQ(driver.job_cycles()[i], jobs.jobs()[i].cycles)
            << "op " << static_cast<int>(command.op) << ", partial " << command.partial << ", "
            << command.heads << " heads, " << command.beats << " beats, " << command.tokens << " tokens";
        all += jobs.jobs()[i].cycles;
    }
    // Commands follow one another: the next is taken in the cycle after the last beat of the one before.
    EXPECT_EQ(driver.cycles(), all + jobs.jobs().size());
}

void add_commands(PuJobs& jobs, PuValues& values, std::uint32_t tokens, std::uint32_t heads,
                  std::uint32_t beats) {
    const std::uint32_t slice = beats * jobs.shape().lanes;
    if (heads <= jobs.shape().score_heads(beats)) {
        const auto q = values.vectors(heads, slice);
        if (jobs.shape().q_resident) jobs.load_q(q, heads, beats);
        for (const bool partial : {false, true})
            jobs.score(values.vectors(tokens, slice), q, heads, beats, partial);
    }
    if (heads <= jobs.shape().value_heads(beats)) {
        const auto scores = values.scores(tokens, heads);
        jobs.context(values.vectors(tokens, slice), values.maxima(scores, heads), scores, beats);
    }
}

class PuCycles : public ::testing::TestWithParam<PuVariant> {};

TEST_P(PuCycles, EveryHeadsBeatsAndTokens) {
    PuJobs jobs(GetParam().shape);
    PuValues values(GetParam().shape.format, 1);
    for (std::uint32_t heads = 1; heads <= 8; ++heads)
        for (std::uint32_t beats = 1; beats <= 8; ++beats)
            for (std::uint32_t tokens = 0; tokens <= 5; ++tokens)
                add_commands(jobs, values, tokens, heads, beats);
    expect_cycles(GetParam(), jobs);
}

TEST_P(PuCycles, ManyTokens) {
    PuJobs jobs(GetParam().shape);
    PuValues values(GetParam().shape.format, 2);
    std::mt19937_64 random(3);
    for (int i = 0; i < 12; ++i)
        add_commands(jobs, values, static_cast<std::uint32_t>(random() % 300),
                     1 + static_cast<std::uint32_t>(random() % 8),
                     1 + static_cast<std::uint32_t>(random() % 8));
    // heads 1, beats 1: p leave the ring as fast as scores come.
    add_commands(jobs, values, 2000, 1, 1);
    expect_cycles(GetParam(), jobs);
}

TEST(PuLongest, TheMostTokensOfACommand) {
    const PuVariant& variant = pu_variant("small");
    expect_cycles(variant, long_jobs(variant.shape, 4, 1, 65535));
}

TEST(PuLongest, TheMostBeatsThatABufferHolds) {
    const PuVariant& variant = pu_variant("narrow");
    const std::uint32_t rows = variant.shape.buffer_rows();
    for (const std::uint32_t beats : {rows, 2 * rows})
        expect_cycles(variant, long_jobs(variant.shape, beats, beats, 100));
}

TEST(PuLongest, TheMostBeatsOfACommand) {
    const PuVariant& variant = pu_variant("stream");
    expect_cycles(variant, long_jobs(variant.shape, 5, 255, 100));
}

INSTANTIATE_TEST_SUITE_P(Units, PuCycles, ::testing::ValuesIn(pu_variants()),
                         [](const auto& unit) { return unit.param.name; });

}  // namespace
}  // namespace pamsim::tb
