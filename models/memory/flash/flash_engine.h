// The command-level engine of one drive's flash: channels, dies, planes, registers and the controller's PUs.
//
// Resumable: work submitted while other work runs competes for every command that is not granted yet, and
// advance(limit) grants what is decided before limit, so work submitted at limit itself competes there too.
// Times are whole picoseconds from the start of the run.
//
// Not modelled: status polling, power, wear's effect on tR and tPROG, back-pressure of the controller's DRAM.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/flash/channel.h"

namespace pamsim::memory {

struct FlashEngineOptions {
    std::uint64_t seed = 1;        ///< of read failures
    std::uint32_t pus = 0;         ///< PUs of the controller; 0: no read may name PU time
    bool pus_per_channel = false;  ///< each channel has `pus` of its own
    /// Receives every use of a bus, each channel's in time order; outlives the engine. Null: none are kept.
    std::vector<FlashGrant>* trace = nullptr;
};

class FlashEngine {
public:
    explicit FlashEngine(const FlashPart& part, const FlashEngineOptions& options = {});
    FlashEngine(const FlashEngine&) = delete;
    FlashEngine& operator=(const FlashEngine&) = delete;

    /// `now` is at or after every limit advanced to. An operation outside the geometry is an InvariantError.
    void submit(const FlashOp& op, base::Picoseconds now);
    /// A read of pages that are still in the controller's DRAM: no die or channel takes part.
    void submit_buffered(const FlashOp& op, base::Picoseconds now);
    void advance(base::Picoseconds limit);
    /// The earliest operation done up to the limit advanced to and not answered yet.
    std::optional<FlashCompletion> next_completion() { return completions_.next(now_); }
    /// Nothing that is in flight completes before this time; none when nothing is in flight.
    std::optional<base::Picoseconds> completion_bound();
    /// Advances until nothing is in flight but completions to be answered.
    void drain();

    base::Picoseconds now() const { return now_; }
    std::size_t in_flight() const { return pool_.in_flight(); }  ///< submitted and not answered
    const FlashPart& part() const { return part_; }
    const FlashStats& stats() const { return stats_; }
    const PuPool& pus() const { return pus_; }

private:
    void check(const FlashOp& op, base::Picoseconds now) const;
    OpIndex take(const FlashOp& op, base::Picoseconds now);

    FlashPart part_;
    OpPool pool_;
    ReadFailures failures_;
    FlashStats stats_;
    PuPool pus_;
    FlashCompletions completions_;
    std::vector<FlashChannel> channels_;
    base::Picoseconds now_{};
    std::uint64_t submitted_ = 0;
};

}  // namespace pamsim::memory
