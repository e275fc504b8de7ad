// How the PUs of DRAM-PIM take a kv-head: layout of K and V, passes, chunks, batches of scores, and the
// spacing of columns. What dram_program turns into commands and dram_time into a closed form.
//
// Layout (`bank_group_rows`): a token's K (and its V) of one kv-head and layer is split by head dimension
// over `head_dim_split` banks of one bank group; a row of a bank group holds K of `block_tokens` consecutive
// tokens of one sequence. V lies chunk by chunk: a row holds one chunk of as many more tokens. Bank groups of
// a domain run one command stream in lockstep, each on its own tokens.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/rule.h"
#include "memory/dram_part.h"
#include "numerics/processing_unit.h"
#include "pim/attention_shape.h"
#include "pim/pim_part.h"

namespace pamsim::pim {

/// One pass over the rows of K or V: which query heads, and the least cycles between its columns.
struct Pass {
    HeadRange heads;
    std::uint32_t units;     ///< of the memory's clock: PU beats, a cap on operations
    std::uint32_t interval;  ///< the same with the banks' limit, power and q that streams in
};

/// What the PU buffer holds in the passes over K, or over V.
struct PassPlan {
    std::vector<Pass> passes;     ///< each reads every row
    std::uint32_t chunk_columns;  ///< columns of a slice whose q (K) or O accumulators (V) are held together
    std::uint32_t buffer_bytes;   ///< of the PU buffer in use
    std::uint32_t row_tokens;     ///< tokens of a row
    /// Tokens whose scores the RU of a bank group holds at once: they are written to a row after so many
    /// tokens of K and read from it before so many tokens of V.
    std::uint32_t batch_tokens;
    std::uint32_t brief_tokens;  ///< of these the columns fit into the time that any row stays open

    std::uint32_t heads_per_pass() const { return passes.front().heads.count; }
    /// Tokens that one opening of a row serves.
    std::uint32_t open_tokens() const { return batch_tokens < row_tokens ? batch_tokens : row_tokens; }
};

class DramPlan {
public:
    /// Throws std::invalid_argument with one sentence when the head dimension does not split, a PU buffer
    /// does not hold one head, an RU's scratch the scores of one token, or units are too slow for refresh.
    DramPlan(const memory::DramPart& part, const DramPim& pim, const AttentionShape& shape);

    const memory::DramPart& part() const { return part_; }
    const DramPim& pim() const { return pim_; }
    const AttentionShape& shape() const { return shape_; }
    const PassPlan& k() const { return k_; }
    const PassPlan& v() const { return v_; }
    std::uint32_t slice_columns() const { return slice_columns_; }
    std::uint32_t block_tokens() const { return block_tokens_; }
    std::uint32_t chunks() const { return slice_columns_ / v_.chunk_columns; }
    std::uint32_t groups() const { return groups_; }  ///< lockstep, of a domain
    std::uint32_t domains_per_bus() const { return domains_per_bus_; }

    memory::PimTimings timings() const;
    /// Bursts that bring the q of `heads` query heads to every bank group: each chip has its own part of the
    /// bus, so that all chips get the same q one `column_bytes` at a time.
    std::uint32_t query_bursts(std::uint32_t heads) const;
    /// Bursts of q that come beside every column of K when q is streamed.
    std::uint32_t stream_bursts(std::uint32_t heads) const;
    /// Bursts that carry (O, m, l) of all query heads of `units` bank groups out.
    std::uint32_t partial_bursts(std::uint32_t units) const;
    /// Least cycles between them, where merging in the device's RUs is slower than the bus.
    std::uint32_t partial_interval() const { return partial_interval_; }
    /// Columns that the scores of `tokens` tokens and `heads` heads take, spread over the banks of a split.
    std::uint32_t score_columns(std::uint32_t tokens, std::uint32_t heads) const;
    /// Cycles of the PUs over one kv-head that do not depend on its tokens: filling the pipelines, maxima,
    /// handing over O (numerics/processing_unit.h), in cycles of the memory, rounded up.
    std::uint32_t unit_cycles() const { return unit_cycles_; }
    /// Bytes per second that the banks of one device give their units, whatever those do with them.
    double peak_bytes_per_s() const;

private:
    void split_head();
    PassPlan plan_k() const;
    PassPlan plan_v() const;
    void check_rows(const PassPlan& plan) const;
    PassPlan even_passes(std::uint32_t heads_fit, std::uint32_t bytes_per_head, std::uint32_t chunk,
                         bool stream) const;
    double cycles_per_token(const PassPlan& plan) const;
    std::uint32_t unit_interval(std::uint32_t heads) const;
    std::uint32_t interval(std::uint32_t heads, bool stream) const;
    std::uint32_t beats_of(std::uint32_t columns) const;
    std::uint32_t overhead_cycles() const;
    std::uint32_t merge_interval() const;

    memory::DramPart part_;
    DramPim pim_;
    AttentionShape shape_;
    std::uint32_t slice_ = 0, column_values_ = 0, slice_columns_ = 0, block_tokens_ = 0;
    std::uint32_t groups_ = 0, domains_per_bus_ = 0;
    numerics::PuShape pu_{};
    PassPlan k_, v_;
    std::uint32_t unit_cycles_ = 0, partial_interval_ = 0;
};

}  // namespace pamsim::pim
