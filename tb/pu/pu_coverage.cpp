#include "pu/pu_coverage.h"

#include <algorithm>

namespace pamsim::tb {
namespace {

struct Bin {
    std::uint32_t from, to;
    const char* name;
};
constexpr std::array<Bin, 4> kHeadBins{{{1, 1, "1 head"}, {2, 2, "2"}, {3, 4, "3-4"}, {5, 8, "5-8"}}};
constexpr std::array<Bin, 4> kBeatBins{
    {{1, 1, "1 beat"}, {2, 2, "2 beats"}, {3, 4, "3-4 beats"}, {5, 255, "5+ beats"}}};
// The counters of tokens have 16 bits: fewer fail in the last bins only.
constexpr std::array<Bin, 6> kTokenBins{{{0, 0, "0 tokens"},
                                         {1, 1, "1"},
                                         {2, 8, "2-8"},
                                         {9, 255, "9-255"},
                                         {256, 4095, "256+"},
                                         {4096, 65535, "4096+"}}};
constexpr std::array<const char*, 4> kCommands{"load_q", "partial score", "score", "context"};
const char* const kCommandTable = "heads of commands";

std::size_t kind_of(const PuCommand& command) {
    if (command.op == PuOp::load_q) return 0;
    if (command.op == PuOp::context) return 3;
    return command.partial ? 1 : 2;
}

template <std::size_t Bins>
std::size_t bin_of(const std::array<Bin, Bins>& bins, std::uint32_t value) {
    const auto found =
        std::find_if(bins.begin(), bins.end(), [value](const Bin& bin) { return value <= bin.to; });
    return static_cast<std::size_t>(found - bins.begin());
}

template <std::size_t Bins>
std::vector<std::string> names_of(const std::array<Bin, Bins>& bins) {
    std::vector<std::string> names;
    for (const Bin& bin : bins) names.emplace_back(bin.name);
    return names;
}

std::string row_name(std::size_t kind, const Bin& beats) {
    return std::string(kCommands.at(kind)) + ", " + beats.name;
}

FloatFormat half_format(const numerics::PuShape& shape) {
    return shape.format == numerics::Format::fp16 ? kFp16 : kBf16;
}

}  // namespace

PuCoverage::PuCoverage(Coverage& coverage, const numerics::PuShape& shape)
    : shape_(shape),
      cmd_{{coverage, "cmd"}},
      q_{{coverage, "q"}},
      data_{{coverage, "data"}},
      score_in_{{coverage, "score_in"}},
      score_{{coverage, "score"}},
      out_{{coverage, "out"}},
      q_values_(coverage, "q", half_format(shape)),
      k_values_(coverage, "data, K", half_format(shape)),
      v_values_(coverage, "data, V", half_format(shape)),
      score_in_values_(coverage, "score_in", kFp32),
      score_values_(coverage, "score", kFp32),
      out_values_(coverage, "out", kFp32),
      aborts_{&coverage.row("aborted commands", "flush", {"none", "load_q", "score", "context"}),
              &coverage.row("aborted commands", "reset", {"none", "load_q", "score", "context"})} {
    for (std::size_t kind = 0; kind < kCommands.size(); ++kind)
        for (const Bin& beats : kBeatBins)
            commands_.push_back(&coverage.row(kCommandTable, row_name(kind, beats), names_of(kHeadBins)));
    for (std::size_t kind = 1; kind < kCommands.size(); ++kind)
        tokens_.push_back(&coverage.row("tokens of commands", kCommands.at(kind), names_of(kTokenBins)));
}

void PuCoverage::Stream::cycle(bool valid, bool ready, bool flush) {
    if (flush)
        monitor.aborted(valid);
    else
        monitor.cycle(valid, ready);
    waiting = valid && !ready && !flush;
}

void PuCoverage::cycle(const PuIn& in, const PuOut& out, std::optional<PuOp> op) {
    cmd_.cycle(in.cmd_valid, out.cmd_ready, in.flush);
    q_.cycle(in.q_valid, out.q_ready, in.flush);
    data_.cycle(in.data_valid, out.data_ready, in.flush);
    score_in_.cycle(in.score_in_valid, out.score_in_ready, in.flush);
    score_.cycle(out.score_valid, in.score_ready, in.flush);
    out_.cycle(out.out_valid, in.out_ready, in.flush);
    if (!in.flush) values(in, out, op);
}

void PuCoverage::values(const PuIn& in, const PuOut& out, std::optional<PuOp> op) {
    if (in.q_valid && out.q_ready)
        for (const numerics::Bits16 x : in.q) q_values_.value(x);
    if (in.data_valid && out.data_ready)
        for (const numerics::Bits16 x : in.data) (op == PuOp::score ? k_values_ : v_values_).value(x);
    if (in.score_in_valid && out.score_in_ready) score_in_values_.value(in.score_in);
    if (out.score_valid && in.score_ready) score_values_.value(out.score);
    if (out.out_valid && in.out_ready)
        for (const numerics::Bits32 x : out.out) out_values_.value(x);
}

void PuCoverage::command(const PuCommand& command) {
    const std::size_t kind = kind_of(command);
    commands_[kind * kBeatBins.size() + bin_of(kBeatBins, command.beats)]->hit(
        bin_of(kHeadBins, command.heads));
    if (kind > 0) tokens_[kind - 1]->hit(bin_of(kTokenBins, command.tokens));
}

void PuCoverage::aborted(bool reset, std::optional<PuOp> op) {
    aborts_[reset ? 1 : 0]->hit(op ? static_cast<std::size_t>(*op) + 1 : 0);
    if (!reset) return;
    for (Stream* stream : {&cmd_, &q_, &data_, &score_in_, &score_, &out_}) {
        stream->monitor.aborted(stream->waiting);
        stream->waiting = false;
    }
}

std::vector<std::string> PuCoverage::impossible() const {
    std::vector<std::string> bins;
    for (std::size_t kind = 0; kind < kCommands.size(); ++kind) {
        for (const Bin& beats : kBeatBins) {
            const std::uint32_t most =
                kind == 3 ? shape_.value_heads(beats.from) : shape_.score_heads(beats.from);
            for (const Bin& heads : kHeadBins)
                if (heads.from > most || (kind == 0 && !shape_.q_resident))
                    bins.push_back(std::string(kCommandTable) + ", " + row_name(kind, beats) + ": " +
                                   heads.name);
        }
    }
    // Products of FP16 are multiples of 2^-48 and their sums below 2^42; a sum of 0 is +0, rounded to FP16 -0
    // too.
    std::vector<std::string> classes;
    if (shape_.accumulate == numerics::Accumulate::fp32) classes.emplace_back("-0");
    if (shape_.format == numerics::Format::fp16) classes.insert(classes.end(), {"subnormal", "tiny", "huge"});
    for (const std::string& name : classes) bins.push_back("special values, score: " + name);
    if (!shape_.q_resident)
        for (const char* const when : {"flush", "reset"})
            bins.push_back(std::string("aborted commands, ") + when + ": load_q");
    return bins;
}

}  // namespace pamsim::tb
