// KV that goes to flash: page-granular, at program speed, with a backlog when the drive cannot keep up.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/machines.h"

namespace pamsim::system {
namespace {

// All KV on the drive: HBM holds weights, DDR is all reserve. tiny: 2 KiB of KV a token; a page of every
// layer, head, K and V: 128 tokens x 2 KiB = 256 KiB.
std::vector<base::Override> only_ssd(std::vector<base::Override> more = {}) {
    std::vector<base::Override> all{
        {"levels.hbm.rows=10"}, {"levels.hbm.reserve_bytes=1040000"}, {"levels.ddr.reserve_bytes=1179648"}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::int64_t backlog_peak(const ServingRun& run) {
    std::int64_t peak = 0;
    for (const auto& step : run.server().log().steps) peak = std::max(peak, step.ssd_backlog_bytes);
    return peak;
}

TEST(SsdWrites, DecodeWaitsUntilTheDriveHasTakenThePrompt) {
    // A buffer of 512 KiB takes 256 tokens; the rest waits for programs at 864 MB/s.
    ServingRun run(tests::platform("pam-mini", only_ssd({{"levels.ssd.write_buffer_bytes=524288"}})),
                   workload::read_model_shape("tiny"), tests::requests(1, 4000, 3));
    run.run();
    const auto& steps = run.server().log().steps;
    ASSERT_EQ(run.machine().cache().blocks_peak(2), 32);
    const double landed_after = base::seconds(steps[1].start - steps[0].start - steps[0].duration);
    const double must_program = (4000 * 2048 - 524288) / (32 * 16384 / (600e-6 + 16384 / 2.4e9));
    EXPECT_GT(landed_after, must_program);
    EXPECT_LT(landed_after, 1.3 * must_program);
    EXPECT_GT(backlog_peak(run), 0);
}

TEST(SsdWrites, ALargeBufferHidesTheProgramTime) {
    ServingRun run(tests::platform("pam-mini", only_ssd()), workload::read_model_shape("tiny"),
                   tests::requests(1, 4000, 3));
    run.run();
    const auto& steps = run.server().log().steps;
    const double landed_after = base::seconds(steps[1].start - steps[0].start - steps[0].duration);
    const double link_s = 4000 * 2048 / (7.877e9 * 256 / 282);
    EXPECT_NEAR(landed_after, link_s, 0.05 * link_s);
}

TEST(SsdWrites, OnlyWholePagesAreProgrammedAndNothingIsLost) {
    ServingRun run(tests::platform("pam-mini", only_ssd()), workload::read_model_shape("tiny"),
                   tests::requests(2, 100, 30));
    run.run();
    pim::FlashLevel& ssd = *run.machine().flash(2);
    ssd.sync_programs();
    const auto& buffer = ssd.buffer();
    // Each sequence: 100 + 29 tokens written (the last token's KV is never needed): a page of 128 and one
    // token.
    EXPECT_EQ(buffer.host_bytes(), 2 * 129 * 2048);
    EXPECT_EQ(buffer.programmed_bytes() + buffer.waiting_for_program().value(), 2 * 128 * 2048);
    EXPECT_EQ(buffer.dropped_bytes(), 2 * 1 * 2048);
}

TEST(SsdWrites, PrefillStopsWhenTheStagingMemoryIsFull) {
    // 8 drives program 6.9 GB/s; 1024 prompts make 13 GB/s of KV for them once HBM and DDR are full. What is
    // neither in the drives' buffers nor in flash is never more than the host's reserve.
    ServingRun run(tests::platform("pam-dgx-h100"), workload::read_model_shape("llama3-70b"),
                   workload::read_workload("long-context"));
    run.run();
    const double buffers = 8 * 1024.0 * 1024 * 1024, reserve = 8 * 1024.0 * 1024 * 1024;
    const double largest_batch = 8192 * 320 * 1024.0;
    EXPECT_GT(backlog_peak(run), buffers);
    EXPECT_LE(backlog_peak(run), buffers + reserve + largest_batch);
}

TEST(SsdWrites, ReadsSuspendPrograms) {
    // While the drive is read all the time, the pages of a second prompt make little progress.
    auto workload = tests::requests(2, 2000, 200);
    ServingRun run(tests::platform("pam-mini", only_ssd({{"host.step_overhead_ns=0"}})),
                   workload::read_model_shape("tiny"), workload);
    run.run();
    EXPECT_EQ(run.scheduler().finished(), 2u);
    EXPECT_GT(backlog_peak(run), 0);
}

}  // namespace
}  // namespace pamsim::system
