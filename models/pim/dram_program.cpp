#include "pim/dram_program.h"

#include "pim/slot_runs.h"

namespace pamsim::pim {
namespace {

using memory::PimOp;
using Kind = PimOp::Kind;

/// Rows of one kv-head: of K, then of V chunk by chunk, then that of scores.
struct HeadRows {
    std::uint32_t k, v;

    HeadRows(const DramPlan& plan, const std::vector<std::uint32_t>& slots)
        : k(slots.back() / plan.block_tokens() + 1),
          v((slots.back() / plan.v().row_tokens + 1) * plan.chunks()) {}
    std::uint32_t all() const { return k + v + 1; }
};

/// Writes the operations of one kv-head.
class Writer {
public:
    Writer(const DramPlan& plan, const std::vector<std::uint32_t>& slots, std::uint32_t units,
           std::uint32_t kv_head, std::vector<PimOp>& ops)
        : plan_(plan), slots_(slots), units_(units), ops_(ops) {
        const HeadRows rows(plan, slots);
        k_base_ = kv_head * rows.all();
        v_base_ = k_base_ + rows.k;
        score_row_ = v_base_ + rows.v;
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
        each_run(slots_, 0, slots_.size(), batch_tokens, body);
    }

    /// Calls body(number of the row or its part, tokens in it) for the slots [first, last).
    template <class Body>
    void each_row(std::uint32_t row_tokens, std::size_t first, std::size_t last, Body body) const {
        each_run(slots_, first, last, row_tokens, [&](std::size_t from, std::size_t to) {
            body(slots_[from] / row_tokens, static_cast<std::uint32_t>(to - from));
        });
    }

    const DramPlan& plan_;
    const std::vector<std::uint32_t>& slots_;
    std::uint32_t units_, k_base_ = 0, v_base_ = 0, score_row_ = 0;
    std::vector<PimOp>& ops_;
};

}  // namespace

void append(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads,
            memory::PimProgram& program) {
    const std::vector<std::uint32_t> slots = tokens.lockstep();
    if (slots.empty()) return;
    for (std::uint32_t head = 0; head < kv_heads; ++head)
        Writer(plan, slots, tokens.units(), head, program.ops).write();
}

std::uint32_t rows_of(const DramPlan& plan, const DomainTokens& tokens) {
    const std::vector<std::uint32_t> slots = tokens.lockstep();
    return slots.empty() ? 0 : plan.shape().kv_heads * HeadRows(plan, slots).all();
}

memory::PimProgram program_of(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads) {
    memory::PimProgram program;
    append(plan, tokens, kv_heads, program);
    return program;
}

}  // namespace pamsim::pim
