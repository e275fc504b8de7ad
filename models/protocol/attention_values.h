// The contents of attention requests when values are on: plain bit patterns beside the times and sizes that
// they always carry. 16-bit values are FP16 or BF16 as the model says, 32-bit ones FP32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pamsim::protocol {

/// What is asked: every layer, sequence and query head, in this order everywhere. It stands for all owners,
/// as the request does: the query heads are the model's, the layers those of every stage.
struct AttentionQueries {
    std::vector<std::uint32_t> layers;     ///< of the model
    std::vector<std::uint64_t> sequences;  ///< one microbatch's
    std::uint32_t query_heads = 0;
    std::uint32_t head_dim = 0;
    std::vector<std::uint16_t> q;  ///< rows of head_dim values, 1/sqrt(head_dim) already in them

    std::size_t row(std::size_t layer, std::size_t sequence, std::size_t query_head) const {
        return (layer * sequences.size() + sequence) * query_heads + query_head;
    }
    std::size_t rows() const { return layers.size() * sequences.size() * query_heads; }
};

/// What one level found: (O, m, l) per row; rows of sequences without a token there are not `present`.
struct AttentionPartials {
    std::vector<std::uint8_t> present;
    std::vector<std::uint32_t> m, l;
    std::vector<std::uint32_t> o;  ///< rows of head_dim values

    void resize(const AttentionQueries& queries) {
        present.assign(queries.rows(), 0);
        m.assign(queries.rows(), 0);
        l.assign(queries.rows(), 0);
        o.assign(queries.rows() * queries.head_dim, 0);
    }
};

/// O / l per row.
struct AttentionOutputs {
    std::vector<std::uint16_t> o;  ///< rows of head_dim values
};

/// What an AttentionRequest points to; all null and empty when values are off. The initiator keeps everything
/// until the answer.
struct AttentionValues {
    const AttentionQueries* queries = nullptr;
    AttentionPartials* own = nullptr;  ///< attend: the level's partials (answer)
    /// Of all levels in their order, for a merge; of this level, when it alone attends and no merge follows.
    std::vector<const AttentionPartials*> found;
    AttentionOutputs* outputs = nullptr;  ///< of what was `found` (answer)
};

}  // namespace pamsim::protocol
