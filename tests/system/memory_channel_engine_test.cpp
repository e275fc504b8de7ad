// Behind its socket a channel does what the bare engine does: every completion of random traffic is answered
// in the very picosecond, withheld requests and PIM programs in between.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "base/random.h"
#include "channel_under_test.h"

namespace pamsim::pim {
namespace {

using base::Picoseconds;
using memory::Cycle;
using tests::ChannelUnderTest;

struct Offer {
    Picoseconds at{0};  ///< never on an edge of the clock
    std::size_t port = 0;
    std::uint64_t address = 0, bytes = 0;  ///< none: a program
    bool write = false;
    std::uint32_t stream = 0;
    memory::PimProgram program{};
};

/// What the module has to do, as a loop over all cycles: at an edge first the requests that wait, in order of
/// arrival; a port's next request begins when the one before has entered.
class CycleByCycle {
public:
    CycleByCycle(const memory::DramPart& part, const std::optional<memory::PimTimings>& pim,
                 std::size_t ports)
        : part_(part), map_(part.controller.address_map, part.geometry), engine_(part, pim), ports_(ports) {}

    std::vector<Cycle> run(const std::vector<Offer>& offers) {
        offers_ = &offers;
        done_.assign(offers.size(), 0);
        left_.assign(offers.size(), 1);
        entered_.assign(offers.size(), 0);
        std::size_t next = 0;
        for (Cycle now = 0; finished_ < offers.size(); ++now) {
            engine_.advance(now - 1);
            while (const auto completion = engine_.next_completion()) complete(*completion);
            tried_ = waiting_.empty();
            for (; next < offers.size() && part_.clock.ceil_cycles(offers[next].at).value() == now; ++next)
                arrive(next, now);
            try_waiting(now);
        }
        return done_;
    }

private:
    struct Port {
        std::deque<std::size_t> queue;
        bool requesting = false;
    };

    void complete(const memory::Completion& completion) {
        done_[completion.tag] = std::max(done_[completion.tag], completion.done);
        if (--left_[completion.tag] == 0) ++finished_;
    }
    void arrive(std::size_t index, Cycle now) {
        const Offer& offer = (*offers_)[index];
        if (offer.bytes == 0) return engine_.submit(offer.stream, offer.program, index, now);
        left_[index] = offer.bytes / burst_bytes();
        ports_[offer.port].queue.push_back(index);
        begin(offer.port, now);
    }
    void begin(std::size_t port, Cycle now) {
        Port& from = ports_[port];
        while (!from.requesting && !from.queue.empty()) {
            const std::size_t index = from.queue.front();
            from.queue.pop_front();
            if (tried_ && enter(index, now)) continue;
            from.requesting = true;
            waiting_.push_back(index);
        }
    }
    void try_waiting(Cycle now) {
        tried_ = true;
        std::deque<std::size_t> before;
        before.swap(waiting_);
        std::vector<std::size_t> inside;
        for (const std::size_t index : before) (enter(index, now) ? inside : outside_).push_back(index);
        waiting_.assign(outside_.begin(), outside_.end());
        outside_.clear();
        for (const std::size_t index : inside) {
            const std::size_t port = (*offers_)[index].port;
            ports_[port].requesting = false;
            begin(port, now);
        }
    }
    bool enter(std::size_t index, Cycle now) {
        const Offer& offer = (*offers_)[index];
        for (; entered_[index] < offer.bytes / burst_bytes(); ++entered_[index]) {
            const auto at = map_.decode_in_channel(0, offer.address / burst_bytes() + entered_[index]);
            if (!engine_.accepts(at.pseudo_channel, offer.write)) return false;
            engine_.submit(at, offer.write, index, now);
        }
        return true;
    }
    std::uint64_t burst_bytes() const {
        return std::uint64_t{part_.geometry.column_bytes} * part_.geometry.chips;
    }

    memory::DramPart part_;
    memory::AddressMap map_;
    memory::DramChannel engine_;
    std::vector<Port> ports_;
    std::deque<std::size_t> waiting_;
    std::vector<std::size_t> outside_;
    bool tried_ = false;
    const std::vector<Offer>* offers_ = nullptr;
    std::vector<Cycle> done_;
    std::vector<std::uint64_t> left_, entered_;
    std::size_t finished_ = 0;
};

/// Rows of few banks, so that queues fill; a program now and then.
std::vector<Offer> random_offers(const memory::DramPart& part, std::size_t ports, std::uint32_t streams,
                                 std::size_t count) {
    base::RandomStream random(11, "offers");
    const std::uint64_t burst = std::uint64_t{part.geometry.column_bytes} * part.geometry.chips;
    std::vector<Offer> offers;
    Picoseconds at{1};
    while (offers.size() < count) {
        // Bursts of requests and pauses between them: the channel is full, then idle.
        at += Picoseconds{static_cast<std::int64_t>(random.below(20) == 0 ? 100'000 : random.below(4'000))};
        if (part.clock.time_of(part.clock.ceil_cycles(at)) == at) at += Picoseconds{1};
        Offer offer;
        offer.at = at;
        offer.port = random.below(ports);
        offer.write = random.below(3) == 0;
        offer.address = burst * random.below(1 << 14);
        offer.bytes = burst * (1 + random.below(8));
        if (streams > 0 && random.below(40) == 0) {
            offer.bytes = 0;
            offer.stream = static_cast<std::uint32_t>(random.below(streams));
            offer.program.ops.push_back(
                {memory::PimOp::Kind::row, 0, 0, 1 + static_cast<std::uint32_t>(random.below(9)), 3});
            if (random.below(2) == 0) offer.program.ops.push_back({memory::PimOp::Kind::partial, 0, 0, 2, 0});
        }
        offers.push_back(offer);
    }
    return offers;
}

/// Makes every offer at its time and notes when it was answered.
struct Offering : sc_core::sc_module {
    SC_HAS_PROCESS(Offering);
    std::vector<std::unique_ptr<ChannelUnderTest::Initiator>> initiators;
    std::vector<std::int64_t> answered;

    Offering(const sc_core::sc_module_name& name, ChannelUnderTest& under_test,
             const std::vector<Offer>& offers, std::size_t ports)
        : sc_core::sc_module(name),
          answered(offers.size(), -1),
          channel_(under_test.channel),
          offers_(offers) {
        for (std::size_t port = 0; port < ports; ++port) {
            const std::string initiator = "initiator" + std::to_string(port);
            initiators.push_back(std::make_unique<ChannelUnderTest::Initiator>(initiator.c_str()));
            under_test.bind(initiators.back()->socket);
        }
        SC_THREAD(run);
    }

private:
    void run() {
        for (std::size_t i = 0; i < offers_.size(); ++i) {
            const Offer& offer = offers_[i];
            wait(protocol::to_sc(offer.at - protocol::now()));
            const auto answer = [this, i] { answered[i] = protocol::now().value(); };
            if (offer.bytes == 0)
                channel_.submit_pim(offer.stream, offer.program, answer);
            else
                send(offer, answer);
        }
    }
    template <class Answer>
    void send(const Offer& offer, Answer answer) {
        auto& payload = initiators[offer.port]->acquire();
        payload.set_command(offer.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        payload.set_address(offer.address);
        payload.set_data_length(static_cast<unsigned int>(offer.bytes));
        payload.set_streaming_width(static_cast<unsigned int>(offer.bytes));
        initiators[offer.port]->send(payload, [answer](tlm::tlm_generic_payload&) { answer(); });
    }

    MemoryChannel& channel_;
    const std::vector<Offer>& offers_;
};

void expect_the_engines_times(memory::DramPart part, const std::optional<memory::PimTimings>& pim) {
    part.controller.read_queue = 8;
    part.controller.write_queue = 8;
    part.controller.write_high = 6;
    part.controller.write_low = 2;
    const std::size_t ports = 8;
    const std::uint32_t streams = memory::DramChannel(part, pim).streams();
    const auto offers = random_offers(part, ports, streams, 3000);
    const std::vector<Cycle> done = CycleByCycle(part, pim, ports).run(offers);

    ChannelUnderTest under_test(part, pim);
    Offering offering("offering", under_test, offers, ports);
    sc_core::sc_start();
    for (std::size_t i = 0; i < offers.size(); ++i)
        ASSERT_EQ(offering.answered[i], part.clock.time_of(base::Cycles{done[i]}).value()) << "offer " << i;
    const MemoryChannelCounters& counters = under_test.channel.counters();
    EXPECT_EQ(counters.reads + counters.writes + counters.programs, offers.size());
    EXPECT_GT(counters.withheld, 300u);
    EXPECT_GT(under_test.channel.engine().issued(memory::Command::refresh_all), 3u);
    EXPECT_GE(counters.programs, pim ? 30u : 0u);
    EXPECT_EQ(under_test.channel.pending(), 0u);
    EXPECT_NO_THROW(under_test.check_done());
    for (const auto& initiator : offering.initiators) EXPECT_NO_THROW(initiator->pool().check_all_returned());
}

memory::DramPart shipped(const std::string& name) {
    return memory::DramPart::from(tests::part(name).root());
}

TEST(MemoryChannelEngine, Hbm3AnswersInTheEnginesPicosecond) {
    expect_the_engines_times(shipped("hbm3-5200"), std::nullopt);
}

TEST(MemoryChannelEngine, Ddr5AnswersInTheEnginesPicosecond) {
    expect_the_engines_times(shipped("ddr5-5600"), std::nullopt);
}

TEST(MemoryChannelEngine, Hbm3WithProgramsAnswersInTheEnginesPicosecond) {
    expect_the_engines_times(shipped("hbm3-5200"), tests::hbm3_pim());
}

}  // namespace
}  // namespace pamsim::pim
