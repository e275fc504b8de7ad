// One DRAM channel at command level: ordinary accesses and PIM programs share its banks and buses.
//
// Resumable: advance(limit) puts no command on the bus after `limit`, so that what is submitted then competes
// for every later one. Commands of the same cycle go in this order: refresh, changes of mode, rows and
// columns of PIM, q and partials of PIM, ordinary accesses. q and partials of one domain hold a
// pseudo-channel's data bus against those of another until they are through. No SystemC, no wall clock.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "memory/dram/access_queue.h"
#include "memory/dram/address_map.h"
#include "memory/dram/losses.h"
#include "memory/dram/pim_program.h"
#include "memory/dram/pim_stream.h"
#include "memory/dram/refresh.h"
#include "memory/dram/timing_state.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

/// `done`: the last byte on the data bus, or a program's last command or partial. May lie after the time
/// that advance() reached.
struct Completion {
    std::uint64_t tag;
    Cycle submitted, done;
};

class DramChannel {
public:
    /// `pim`: the channel takes PIM programs.
    explicit DramChannel(const DramPart& part, const std::optional<PimTimings>& pim = std::nullopt);

    /// Every bank begins with `row` open, as after long use under an open-page policy. Before anything else.
    void begin_with_open(std::uint32_t row);

    /// Room in the queue of a pseudo-channel and direction.
    bool accepts(std::uint32_t pseudo_channel, bool write) const {
        return queues_[pseudo_channel].accepts(write);
    }
    /// One burst (a column access of a rank); `at.channel` is not looked at. `now`: not before the last
    /// advance() or submit(); the channel advances to it. A read of a burst that a waiting write holds is
    /// answered from the queue.
    void submit(const Address& at, bool write, std::uint64_t tag, Cycle now);

    /// Streams of PIM programs: one per domain, or one per bank set of a domain under same-bank commands.
    std::uint32_t streams() const { return static_cast<std::uint32_t>(streams_.size()); }
    void submit(std::uint32_t stream, PimProgram program, std::uint64_t tag, Cycle now);

    void advance(Cycle limit);
    /// The earliest that is finished and not reported yet.
    std::optional<Completion> next_completion();
    /// Nothing unreported completes before this cycle; nothing when no work is left.
    std::optional<Cycle> completion_bound() const;
    /// Accesses and programs that have not completed.
    std::size_t waiting() const;

    std::uint64_t issued(Command command) const { return state_.issued(command); }
    std::uint64_t commands() const;
    std::uint64_t forwarded() const { return forwarded_count_; }
    const TimingState& state() const { return state_; }
    /// Of the data buses together, as far as ordinary accesses used them, up to `until`.
    Losses bus_losses(Cycle until) const;
    /// Of the PIM streams together, each up to its last command.
    Losses pim_losses() const;

private:
    /// Ranks that PIM commands drive together, and whose turn it is.
    struct Domain {
        std::uint32_t first_rank, ranks, first_stream, streams;
        bool pim_mode = false;
        bool rows_since_entry = false;
        std::uint64_t last_number = 0;  ///< of the accesses that go before PIM, while it has work
    };
    enum class What : std::uint8_t { refresh, close, mode, stream, access };
    struct Choice {
        Cycle at = kLater;
        std::uint64_t number = 0;  ///< of an access
        std::uint32_t index = 0;   ///< rank, bank, domain, stream or pseudo-channel
        What what = What::access;
        Command command = Command::read;
        Cause binding = Cause::idle;
    };

    void go_to(Cycle now);
    bool idle() const;
    Choice pick();
    void pick_refresh(Choice& best) const;
    void pick_rank_refresh(std::uint32_t rank, Choice& best) const;
    void pick_domain(std::uint32_t domain, Choice& best) const;
    void pick_idle_rows(Choice& best) const;
    void offer(Choice& best, What what, Command command, const Place& place, std::uint32_t index) const;

    void commit(const Choice& choice);
    void commit_refresh(const Choice& choice);
    void commit_mode(std::uint32_t domain, Cycle cycle);
    void commit_stream(const Choice& choice);
    void commit_access(const Choice& choice);
    void commit_column(const Choice& choice, BankState& bank);
    void close_bank(std::uint32_t bank);
    void close_rank(std::uint32_t rank);

    bool has_work(const Domain& domain) const;
    bool between_rows(const Domain& domain) const;
    std::uint32_t accesses_waiting(const Domain& domain) const;
    bool accesses_go_first(const Domain& domain) const;
    bool leaves_pim(const Domain& domain) const;
    bool owes_now(std::uint32_t rank) const;
    void update_blocked(std::uint32_t rank);
    void update_holds(const Domain& domain);
    const Place& rank_place(std::uint32_t rank) const { return rank_places_[rank]; }
    std::uint32_t banks_per_rank() const { return places_.bank_groups * places_.banks; }
    std::uint32_t banks_per_queue() const { return places_.ranks * banks_per_rank(); }
    AccessQueue& queue_of_bank(std::uint32_t bank) { return queues_[bank / banks_per_queue()]; }
    const Place& bank_place(std::uint32_t bank) const {
        return queues_[bank / banks_per_queue()].place(bank % banks_per_queue());
    }
    /// The queue that serves a rank, and the rank's number there.
    AccessQueue& queue_of_rank(std::uint32_t rank) { return queues_[rank_places_[rank].pseudo_channel]; }
    const AccessQueue& queue_of_rank(std::uint32_t rank) const {
        return queues_[rank_places_[rank].pseudo_channel];
    }
    std::uint32_t rank_in_queue(std::uint32_t rank) const {
        return rank - rank_places_[rank].pseudo_channel * places_.ranks;
    }

    DramPart part_;
    std::optional<PimTimings> pim_;
    TimingState state_;
    Places places_;
    std::vector<Place> rank_places_;  ///< by rank of the channel: its first bank
    Refresh refresh_;
    std::uint64_t accesses_ = 0;       ///< that wait in the queues
    std::vector<AccessQueue> queues_;  ///< by pseudo-channel
    std::vector<BankState> banks_;     ///< by flat bank
    std::vector<std::uint32_t> open_;  ///< open banks by rank
    std::vector<Cycle> refreshed_;     ///< by rank: the end of the last all-bank refresh
    std::vector<Domain> domains_;
    std::vector<PimStream> streams_;
    std::vector<std::uint32_t> domain_of_rank_;
    std::vector<std::int32_t> bus_owner_;  ///< by pseudo-channel: the stream in a run of bursts, or -1
    std::vector<Account> buses_;
    std::vector<Cycle> idle_until_;  ///< by pseudo-channel: when an access came to an empty queue
    Cycle now_ = 0, horizon_ = 0;
    std::uint64_t number_ = 0;
    std::vector<std::deque<Completion>> completed_;  ///< by pseudo-channel; then forwarded reads; then PIM
    std::uint64_t forwarded_count_ = 0;
};

}  // namespace pamsim::memory
