// How fast the verilated pam_pu with 16 lanes is: its clock alone, through its bench, and against its
// functional twin. Prints rates and ratios, fails only when a result is wrong.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "Vpu_hbm.h"
#include "pu/pu_driver.h"
#include "pu/pu_jobs.h"
#include "pu/pu_variants.h"
#include "support/dut.h"
#include "support/values.h"
#include "twins/pu_twin.h"

namespace pamsim::tb {
namespace {

// What a bank does for a group of 4 query heads of 128 values that 4 banks share.
constexpr std::uint32_t kHeads = 4;
constexpr std::uint32_t kBeats = 2;
constexpr std::uint32_t kTokens = 4096;
constexpr double kSeconds = 1.0;

/// Calls work until kSeconds have passed; its results added up, per second.
template <typename Work>
double per_second(Work work) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    double done = 0;
    double seconds = 0;
    while (seconds < kSeconds) {
        done += static_cast<double>(work());
        seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    return done / seconds;
}

struct Data {
    std::vector<numerics::Bits16> q, kv;
    std::vector<numerics::Bits32> scores, maxima;
};

Data random_data(const numerics::PuShape& shape) {
    RandomValues halves(1, kFp16, kMostlyOrdinary);
    Data data;
    data.q.resize(std::size_t{kHeads} * kBeats * shape.lanes);
    data.kv.resize(std::size_t{kTokens} * kBeats * shape.lanes);
    for (auto* values : {&data.q, &data.kv}) {
        for (auto& value : *values) {
            value = static_cast<numerics::Bits16>(halves.next());
        }
    }
    data.scores.resize(std::size_t{kTokens} * kHeads);
    data.maxima.resize(kHeads);
    return data;
}

/// load_q, score, context; returns the cycles they stand for.
std::uint64_t attend(numerics::ProcessingUnit& unit, Data& data) {
    std::vector<numerics::Bits32> o(std::size_t{kHeads} * kBeats * unit.shape().lanes);
    std::vector<numerics::Bits32> l(kHeads);
    const std::uint64_t before = unit.cycles();
    unit.load_q(data.q.data(), kHeads, kBeats);
    unit.score(data.kv.data(), nullptr, kTokens, kHeads, kBeats, false, data.scores.data(),
               data.maxima.data());
    unit.context(data.kv.data(), data.scores.data(), data.maxima.data(), kTokens, kHeads, kBeats, o.data(),
                 l.data());
    return unit.cycles() - before;
}

std::uint64_t bench(const PuVariant& variant, const PuJobs& jobs, PuUnit* twin) {
    const auto unit = variant.unit(1);
    PuDriver::Options options;
    options.twin = twin;
    PuDriver driver(*unit, jobs, options);
    const std::string failure = driver.run();
    if (!failure.empty()) {
        throw std::runtime_error(failure);
    }
    return driver.cycles();
}

std::uint64_t toggle_clock(Vpu_hbm& model) {
    constexpr std::uint64_t kCycles = 10000;
    for (std::uint64_t i = 0; i < kCycles; ++i) {
        model.clk_i = 1;
        model.eval();
        model.clk_i = 0;
        model.eval();
    }
    return kCycles;
}

/// The clock of a unit that waits for a command.
double bare_rate() {
    Dut<Vpu_hbm> dut;
    Vpu_hbm& model = dut.in();
    model.flush_i = model.cmd_valid_i = model.q_valid_i = model.data_valid_i = model.score_in_valid_i = 0;
    model.score_ready_i = model.out_ready_i = 1;
    dut.reset();
    dut.settle();
    return per_second([&] { return toggle_clock(model); });
}

int run() {
    const PuVariant& variant = pu_variant("hbm");
    numerics::ProcessingUnit functional(variant.shape);
    Data data = random_data(variant.shape);
    attend(functional, data);
    PuJobs jobs(variant.shape);
    jobs.load_q(data.q, kHeads, kBeats);
    jobs.score(data.kv, data.q, kHeads, kBeats, false);
    jobs.context(data.kv, data.maxima, data.scores, kBeats);

    const double bare = bare_rate();
    const double rtl = per_second([&] { return bench(variant, jobs, nullptr); });
    const double beside_twin = per_second([&] {
        PuTwinUnit<PuTwin> twin{PuTwin(variant.shape)};
        return bench(variant, jobs, &twin);
    });
    const double model = per_second([&] { return attend(functional, data); });

    fmt::print("pam_pu, 16 lanes, {} heads, {} tokens of {} beats          cycles/s    ratio\n", kHeads,
               kTokens, kBeats);
    fmt::print("clock alone, no command                             {:>13.0f}\n", bare);
    fmt::print("bench, every result compared                        {:>13.0f}  {:>7.2f} of the clock alone\n",
               rtl, rtl / bare);
    fmt::print("bench, every port compared with the cycle twin too  {:>13.0f}  {:>7.2f} of the clock alone\n",
               beside_twin, beside_twin / bare);
    fmt::print("functional twin, cycles it stands for               {:>13.0f}  {:>7.1f} times the bench\n",
               model, model / rtl);
    return 0;
}

}  // namespace
}  // namespace pamsim::tb

int main() {
    return pamsim::tb::run();
}
