#include "pim/dram_program.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"

namespace pamsim::pim {
namespace {

using memory::PimOp;
using Kind = PimOp::Kind;

/// Slots that at least one bank group needs, ascending.
std::vector<std::uint32_t> lockstep_slots(const DomainTokens& tokens) {
    std::vector<std::uint32_t> all;
    for (const auto& group : tokens.slots) all.insert(all.end(), group.begin(), group.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

/// Distinct values of slot / tokens.
std::uint32_t runs(const std::vector<std::uint32_t>& slots, std::uint32_t tokens) {
    std::uint32_t count = 0, last = 0;
    for (const std::uint32_t slot : slots) {
        if (count == 0 || slot / tokens != last) ++count;
        last = slot / tokens;
    }
    return count;
}

/// Writes the operations of one kv-head.
class Writer {
public:
    Writer(const DramPlan& plan, const std::vector<std::uint32_t>& slots, std::uint32_t units,
           std::uint32_t kv_head, std::vector<PimOp>& ops)
        : plan_(plan), slots_(slots), units_(units), ops_(ops) {
        const std::uint32_t rows = slots.back() / plan.block_tokens() + 1;
        const std::uint32_t v_rows = (slots.back() / plan.v().row_tokens + 1) * plan.chunks();
        k_base_ = kv_head * (rows + v_rows + 1);
        v_base_ = k_base_ + rows;
        score_row_ = v_base_ + v_rows;
    }

    void write() {
        for (const Pass& pass : plan_.k().passes) k_pass(pass);
        for (const Pass& pass : plan_.v().passes)
            for (std::uint32_t chunk = 0; chunk < plan_.chunks(); ++chunk) v_pass(pass, chunk);
        add({Kind::wait, 0, 0, plan_.unit_cycles(), 0});
        add({Kind::partial, 0, plan_.partial_interval(), plan_.partial_bursts(units_), 0});
    }

private:
    void add(const PimOp& op) {
        if (op.count > 0) ops_.push_back(op);
    }

    void k_pass(const Pass& pass) {
        const bool stream = plan_.pim().q_delivery == QDelivery::stream;
        const std::uint32_t heads = pass.heads.count;
        const auto beside = static_cast<std::uint16_t>(stream ? plan_.stream_bursts(heads) : 0);
        if (!stream) add({Kind::query, 0, 0, plan_.query_bursts(heads), 0});
        const PassPlan& k = plan_.k();
        each_batch(k.batch_tokens, [&](std::size_t first, std::size_t last) {
            each_row(k.open_tokens(), first, last, [&](std::uint32_t row, std::uint32_t tokens) {
                add({Kind::row, beside, pass.units, tokens * plan_.slice_columns(), k_base_ + row});
            });
            add({Kind::score_write, 0, 0,
                 plan_.score_columns(static_cast<std::uint32_t>(last - first), heads), score_row_});
        });
    }

    void v_pass(const Pass& pass, std::uint32_t chunk) {
        const PassPlan& v = plan_.v();
        const std::uint32_t opens_per_row = v.row_tokens / v.open_tokens();
        each_batch(v.batch_tokens, [&](std::size_t first, std::size_t last) {
            add({Kind::score_read, 0, 0,
                 plan_.score_columns(static_cast<std::uint32_t>(last - first), pass.heads.count),
                 score_row_});
            each_row(v.open_tokens(), first, last, [&](std::uint32_t open, std::uint32_t tokens) {
                const std::uint32_t row = v_base_ + open / opens_per_row * plan_.chunks() + chunk;
                add({Kind::row, 0, pass.units, tokens * v.chunk_columns, row});
            });
        });
    }

    /// Calls body(first, last) for the slots of every batch.
    template <class Body>
    void each_batch(std::uint32_t batch_tokens, Body body) const {
        for (std::size_t first = 0; first < slots_.size();) {
            std::size_t last = first;
            while (last < slots_.size() && slots_[last] / batch_tokens == slots_[first] / batch_tokens)
                ++last;
            body(first, last);
            first = last;
        }
    }

    /// Calls body(number of the row or its part, tokens in it) for the slots [first, last).
    template <class Body>
    void each_row(std::uint32_t row_tokens, std::size_t first, std::size_t last, Body body) const {
        while (first < last) {
            std::size_t end = first;
            while (end < last && slots_[end] / row_tokens == slots_[first] / row_tokens) ++end;
            body(slots_[first] / row_tokens, static_cast<std::uint32_t>(end - first));
            first = end;
        }
    }

    const DramPlan& plan_;
    const std::vector<std::uint32_t>& slots_;
    std::uint32_t units_, k_base_ = 0, v_base_ = 0, score_row_ = 0;
    std::vector<PimOp>& ops_;
};

}  // namespace

std::uint64_t DomainTokens::tokens() const {
    std::uint64_t sum = 0;
    for (const auto& group : slots) sum += group.size();
    return sum;
}

std::uint32_t DomainTokens::units() const {
    std::uint32_t sum = 0;
    for (const auto& group : slots) sum += group.empty() ? 0 : 1;
    return sum;
}

DomainSummary DomainSummary::of(const DramPlan& plan, const DomainTokens& tokens) {
    const std::vector<std::uint32_t> slots = lockstep_slots(tokens);
    return {static_cast<double>(tokens.tokens()),
            static_cast<double>(tokens.units()),
            static_cast<double>(slots.size()),
            static_cast<double>(runs(slots, plan.k().open_tokens())),
            static_cast<double>(runs(slots, plan.v().open_tokens())),
            static_cast<double>(runs(slots, plan.k().batch_tokens)),
            static_cast<double>(runs(slots, plan.v().batch_tokens))};
}

DomainSummary DomainSummary::dense(const DramPlan& plan, double tokens, double units, double slots) {
    return {tokens,
            units,
            slots,
            std::ceil(slots / plan.k().open_tokens()),
            std::ceil(slots / plan.v().open_tokens()),
            std::ceil(slots / plan.k().batch_tokens),
            std::ceil(slots / plan.v().batch_tokens)};
}

DomainSummary DomainSummary::random(const DramPlan& plan, double tokens, double units, double slots,
                                    const Selection& selection) {
    DomainSummary s = dense(plan, tokens, units, slots);
    if (selection.dense() || slots == 0) return s;
    // Tokens behind one slot in lockstep; the fullest group's are `slots`, the others may have fewer.
    const double beside = tokens / slots;
    const auto touched = [&](double n) {
        return selection.touched(static_cast<std::uint32_t>(std::min(n, slots) * beside + 0.5));
    };
    s.tokens *= selection.keep_ratio;
    s.units *= selection.touched(static_cast<std::uint32_t>(tokens / units + 0.5));
    s.slots *= touched(1);
    s.k_rows *= touched(plan.k().open_tokens());
    s.v_rows *= touched(plan.v().open_tokens());
    s.k_batches *= touched(plan.k().batch_tokens);
    s.v_batches *= touched(plan.v().batch_tokens);
    return s;
}

DomainTraffic traffic_of(const DramPlan& plan, const DomainSummary& s) {
    const double kv_heads = plan.shape().kv_heads;
    const double token_bytes = static_cast<double>(plan.shape().token_bytes());
    const double k_passes = static_cast<double>(plan.k().passes.size());
    const double v_passes = static_cast<double>(plan.v().passes.size());
    DomainTraffic t;
    t.useful_bytes = s.tokens * token_bytes;
    t.read_bytes = s.slots * plan.groups() * token_bytes;
    t.cell_read_bytes = t.read_bytes * (k_passes + v_passes) / 2;
    t.activations = kv_heads * plan.groups() * plan.pim().head_dim_split *
                    (s.k_rows * k_passes + s.v_rows * v_passes * plan.chunks());
    return t;
}

void append(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads,
            memory::PimProgram& program) {
    const std::vector<std::uint32_t> slots = lockstep_slots(tokens);
    if (slots.empty()) return;
    for (std::uint32_t head = 0; head < kv_heads; ++head)
        Writer(plan, slots, tokens.units(), head, program.ops).write();
}

memory::PimProgram program_of(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads) {
    memory::PimProgram program;
    append(plan, tokens, kv_heads, program);
    return program;
}

}  // namespace pamsim::pim
