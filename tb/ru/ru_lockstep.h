// pam_ru or pam_ru_tree beside its cycle twin: the same jobs with random stalls on every stream, every output
// port compared in every cycle, what leaves compared with the functional twin.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "ru/job.h"
#include "ru/ru_monitors.h"
#include "support/dut.h"
#include "support/stalls.h"
#include "support/wide.h"

namespace pamsim::tb {

enum class Pace : std::uint8_t {
    stalled,  ///< random stalls, flushes and resets
    whole,    ///< random stalls, every job to its end
    full,     ///< inputs always valid, outputs always taken: cycles are compared with the closed form
};

/// Model: pam_ru or pam_ru_tree verilated. Twin: with the ports of RuTreeTwin. Jobs: groups(), ports(),
/// lanes().
template <typename Model, typename Twin, typename Jobs>
class RuLockstep {
public:
    RuLockstep(Jobs& jobs, Twin twin, Coverage& coverage, std::uint64_t seed, Pace pace)
        : jobs_(jobs),
          pace_(pace),
          dut_(static_cast<int>(seed)),
          twin_(std::move(twin)),
          random_(seed),
          monitors_(coverage, jobs.ports()) {
        for (std::uint32_t i = 0; i < 2 + jobs.ports() + jobs.groups(); ++i)
            stalls_.push_back(pace == Pace::full ? Stalls(seed + i, StallPattern::none) : Stalls(seed + i));
        sent_.resize(jobs.ports());
        ports_.resize(jobs.ports());
        in_.data.assign(std::size_t{jobs.ports()} * jobs.lanes(), 0);
        returned_.resize(jobs.groups());
        dut_.reset();
    }

    /// Runs these jobs (as many as make() gives until it says false). Empty when nothing differed, else the
    /// first difference.
    template <typename Make>
    std::string run(Make make) {
        for (;;) {
            Job job;
            while (jobs_ahead_.size() < kAhead && make(job)) push(std::move(job));
            if (jobs_ahead_.empty() && !running_) return {};
            std::string wrong = cycle();
            if (wrong.empty() && cycle_ > moved_ + patience()) wrong = "nothing moves any more";
            if (!wrong.empty()) return describe(wrong);
        }
    }
    std::uint64_t cycles() const { return cycle_; }
    std::uint64_t jobs_done() const { return done_; }

private:
    static constexpr std::size_t kAhead = 2;  ///< jobs whose beats wait at the ports
    static constexpr std::uint64_t kCyclesPerAbort = 700;
    /// With the slowest stalls a beat takes some ten cycles.
    std::uint64_t patience() const { return 10000 + (running_ ? 100 * running_->cycles : 0); }

    void push(Job job) {
        for (std::uint32_t p = 0; p < jobs_.ports(); ++p)
            ports_[p].insert(ports_[p].end(), job.in[p].begin(), job.in[p].end());
        jobs_ahead_.push_back(std::move(job));
    }
    bool go(std::size_t stream) { return stalls_[stream].go(); }

    std::string cycle() {
        const bool abort = pace_ == Pace::stalled && random_() % kCyclesPerAbort == 0;
        if (abort && random_() % 2 == 0) return reset();
        drive(abort);
        const RuTreeOut rtl = sample();
        const RuTreeOut twin = twin_.step(in_);
        if (!(rtl == twin)) return "the twin differs, rtl: " + shown(rtl) + "; twin: " + shown(twin);
        if (abort) {
            monitors_.aborted(in_, rtl);
            drop();
        } else {
            monitors_.cycle(in_, rtl);
            const std::string wrong = take(rtl);
            if (!wrong.empty()) return wrong;
        }
        dut_.edge();
        ++cycle_;
        return {};
    }

    void drive(bool flush) {
        Model& model = dut_.in();
        in_.flush = flush;
        if (!in_.cmd_valid && !jobs_ahead_.empty() && go(0)) {
            in_.cmd_valid = true;
            in_.cmd = jobs_ahead_.front().cmd;
        }
        for (std::uint32_t p = 0; p < jobs_.ports(); ++p) {
            if ((in_.in_valid >> p & 1u) != 0 || ports_[p].empty() || !go(2 + p)) continue;
            in_.in_valid |= std::uint64_t{1} << p;
            const auto& beat = ports_[p].front();
            for (std::uint32_t lane = 0; lane < jobs_.lanes(); ++lane) {
                in_.data[std::size_t{p} * jobs_.lanes() + lane] = beat[lane];
                set_lane(model.in_data_i, std::size_t{p} * jobs_.lanes() + lane, 32, beat[lane]);
            }
        }
        in_.ret_ready = 0;
        for (std::uint32_t g = 0; g < jobs_.groups(); ++g)
            if (go(2 + jobs_.ports() + g)) in_.ret_ready |= 1u << g;
        in_.out_ready = go(1);
        model.flush_i = flush;
        model.cmd_valid_i = in_.cmd_valid;
        model.cmd_i = in_.cmd.bits();
        set_bits(model.in_valid_i, 0, jobs_.ports(), in_.in_valid);
        set_bits(model.ret_ready_i, 0, jobs_.groups(), in_.ret_ready);
        model.out_ready_i = in_.out_ready;
    }

    RuTreeOut sample() {
        const Model& model = dut_.out();
        RuTreeOut out;
        out.cmd_ready = model.cmd_ready_o != 0;
        out.in_ready = get_bits(model.in_ready_o, 0, jobs_.ports());
        for (std::uint32_t g = 0; g < jobs_.groups(); ++g)
            out.ret.push_back({get_bits(model.ret_valid_o, g, 1) != 0,
                               static_cast<numerics::Bits32>(get_lane(model.ret_data_o, g, 32)),
                               get_bits(model.ret_last_o, g, 1) != 0});
        out.out_valid = model.out_valid_o != 0;
        out.out.resize(jobs_.lanes());
        if (out.out_valid) get_lanes(model.out_data_o, out.out);
        out.out_last = model.out_last_o != 0;
        return out;
    }

    /// What moves at the edge of this cycle, against what the functional twin says.
    std::string take(const RuTreeOut& out) {
        const std::uint64_t moved = in_.in_valid & out.in_ready;
        for (std::uint32_t p = 0; p < jobs_.ports(); ++p) {
            if ((moved >> p & 1u) == 0) continue;
            ports_[p].pop_front();
            ++sent_[p];
        }
        in_.in_valid &= ~moved;
        ++age_;
        for (std::uint32_t g = 0; g < jobs_.groups(); ++g) {
            if (!out.ret[g].valid || (in_.ret_ready >> g & 1u) == 0) continue;
            if (!running_ || returned_[g] >= running_->ret[g].size()) return "ret: more than there should be";
            const RuTreeOut::Ret& want = running_->ret[g][returned_[g]++];
            if (want.data != out.ret[g].data || want.last != out.ret[g].last)
                return "ret " + std::to_string(returned_[g] - 1) + " is not the functional twin's";
        }
        if (out.out_valid && in_.out_ready) {
            if (!running_ || left_ >= running_->out.size()) return "out: more than there should be";
            const RuTwin::Beat& want = running_->out[left_++];
            if (want.data != out.out || want.last != out.out_last)
                return "out " + std::to_string(left_ - 1) + " is not the functional twin's";
        }
        const std::string wrong = finish();
        if (wrong.empty() && in_.cmd_valid && out.cmd_ready) return start();
        return wrong;
    }

    /// The running job, if all of it has left.
    std::string finish() {
        if (!running_ || left_ < running_->out.size()) return {};
        for (std::uint32_t g = 0; g < jobs_.groups(); ++g)
            if (returned_[g] < running_->ret[g].size()) return {};
        for (std::uint32_t p = 0; p < jobs_.ports(); ++p)
            if (sent_[p] != running_->in[p].size()) return "not all input beats were taken";
        const bool silent = running_->cycles == 0;
        if (pace_ == Pace::full && !silent && age_ != running_->cycles)
            return std::to_string(age_) + " cycles instead of " + std::to_string(running_->cycles);
        running_.reset();
        ++done_;
        moved_ = cycle_;
        return {};
    }
    std::string start() {
        if (running_) return "a command is taken before the last output";
        running_ = std::make_unique<Job>(std::move(jobs_ahead_.front()));
        jobs_ahead_.pop_front();
        in_.cmd_valid = false;
        begin();
        return running_->cycles == 0 ? finish() : std::string();
    }
    void begin() {
        age_ = left_ = 0;
        returned_.assign(jobs_.groups(), 0);
        sent_.assign(jobs_.ports(), 0);
    }

    std::string reset() {
        monitors_.aborted(in_, sample());
        drop();
        set_bits(dut_.in().in_valid_i, 0, jobs_.ports(), 0);
        dut_.in().cmd_valid_i = 0;
        dut_.reset(1 + static_cast<int>(random_() % 3));
        twin_.reset();
        return {};
    }
    /// Jobs whose beats may be lost are not asked for again.
    void drop() {
        running_.reset();
        jobs_ahead_.clear();
        for (auto& port : ports_) port.clear();
        in_.cmd_valid = false;
        in_.in_valid = 0;
        begin();
    }

    std::string describe(const std::string& wrong) const {
        std::ostringstream text;
        text << "cycle " << cycle_ << ", job " << done_;
        if (running_) {
            const RuCommand& cmd = running_->cmd;
            text << " (op " << static_cast<int>(cmd.op) << ", finish " << cmd.finish << ", ways " << cmd.ways
                 << ", heads " << cmd.heads << ", beats " << cmd.beats << ", count " << cmd.count << ")";
        }
        return text.str() + ": " + wrong;
    }

    Jobs& jobs_;
    Pace pace_;
    Dut<Model> dut_;
    Twin twin_;
    std::mt19937_64 random_;
    RuMonitors monitors_;
    std::vector<Stalls> stalls_;  ///< cmd, out, ports, rets
    RuTreeIn in_;
    std::vector<std::deque<std::vector<numerics::Bits32>>> ports_;  ///< beats that wait
    std::deque<Job> jobs_ahead_;
    std::unique_ptr<Job> running_;
    std::uint64_t age_ = 0;              ///< edges since the one that took the command
    std::size_t left_ = 0;               ///< beats of the running job that have left
    std::vector<std::size_t> returned_;  ///< per group
    std::vector<std::size_t> sent_;      ///< per port
    std::uint64_t cycle_ = 0;
    std::uint64_t done_ = 0;
    std::uint64_t moved_ = 0;  ///< the last cycle in which a job ended
};

}  // namespace pamsim::tb
