// A drive of the command-level flash engine for tests: the shipped part with round times, and its operations.
#pragma once

#include <string>
#include <vector>

#include "base/config.h"
#include "memory/flash/flash_engine.h"

namespace pamsim::memory {

constexpr base::Picoseconds operator""_ns(unsigned long long n) {
    return base::Picoseconds{static_cast<std::int64_t>(n) * 1000};
}
constexpr base::Picoseconds operator""_us(unsigned long long n) {
    return base::Picoseconds{static_cast<std::int64_t>(n) * 1000000};
}

inline FlashPart flash_part(const std::vector<base::Override>& overrides = {}) {
    return FlashPart::from(
        base::Document::load(base::find_file("nvme-paper", "part").string(), overrides).root());
}

/// Round figures: a page of 8000 bytes takes 8 us on the bus, a command 1 us, set-up 1 us, a plane change 2
/// us, tR 30 us, tPROG 500 us, tBERS 2 ms, suspends 50 and 100 us, resume 10 us, controller 5 us.
inline FlashPart round_part(const std::vector<base::Override>& more = {}) {
    std::vector<base::Override> all{{"channels=1"},
                                    {"dies=1"},
                                    {"blocks=128"},
                                    {"pages=64"},
                                    {"page_bytes=8000"},
                                    {"channel_mtps=1000"},
                                    {"command_overhead_ns=1000"},
                                    {"data_out_setup_ns=1000"},
                                    {"plane_change_ns=2000"},
                                    {"t_program_ns=500000"},
                                    {"t_erase_ns=2000000"},
                                    {"t_program_suspend_ns=50000"},
                                    {"t_erase_suspend_ns=100000"},
                                    {"t_resume_ns=10000"}};
    all.insert(all.end(), more.begin(), more.end());
    return flash_part(all);
}

inline FlashOp read_of(std::uint32_t die, std::uint32_t page = 0, std::uint64_t tag = 0) {
    FlashOp op;
    op.die = die;
    op.page = page;
    op.tag = tag;
    return op;
}
inline FlashOp program_of(std::uint32_t die, std::uint32_t page = 0, std::uint64_t tag = 0) {
    FlashOp op = read_of(die, page, tag);
    op.command = FlashCommand::program;
    return op;
}
inline FlashOp erase_of(std::uint32_t die, std::uint64_t tag = 0) {
    FlashOp op = read_of(die, 0, tag);
    op.command = FlashCommand::erase;
    return op;
}

inline std::vector<FlashCompletion> answers(FlashEngine& engine) {
    std::vector<FlashCompletion> all;
    while (const auto completion = engine.next_completion()) all.push_back(*completion);
    return all;
}
inline std::vector<FlashCompletion> finish(FlashEngine& engine) {
    engine.drain();
    return answers(engine);
}
/// When the operation with this tag was done.
inline base::Picoseconds done(const std::vector<FlashCompletion>& completions, std::uint64_t tag) {
    for (const FlashCompletion& completion : completions)
        if (completion.tag == tag) return completion.done;
    return base::Picoseconds{-1};
}

}  // namespace pamsim::memory
