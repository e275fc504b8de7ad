#include "pim/flash_attention.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pim/unit_shape.h"

namespace pamsim::pim {

FlashAttention::FlashAttention(const memory::FlashPart& part, const FlashPim& pim, std::uint32_t devices,
                               const AttentionShape& shape)
    : part_(part),
      pim_(pim),
      devices_(devices),
      shape_(shape),
      merge_(pim.ru, shape.head_dim),
      block_tokens_(part.page_bytes / static_cast<std::uint32_t>(shape.vector_bytes())) {
    if (block_tokens_ == 0 || part_.page_bytes % shape_.vector_bytes() != 0)
        throw std::invalid_argument(
            fmt::format("{}: a page of {} bytes does not hold whole vectors of {} bytes", part_.name,
                        part_.page_bytes, shape_.vector_bytes()));
    if (pim_.pu.input_bytes != shape_.value_bytes)
        throw std::invalid_argument(fmt::format("{}: its PUs take values of {} bytes, the model's have {}",
                                                part_.name, pim_.pu.input_bytes, shape_.value_bytes));
    // As many query heads as the buffer holds: q in the K pass, O in the V pass, chunk by chunk where it does
    // not fit; the page stays in the controller's page buffer, so chunks and query heads cost PU beats only.
    pu_shape_in(part_.name, pim_.pu, shape_.head_dim, QDelivery::resident);
}

/// All PUs of one drive over `vectors` K or V vectors, one beat per `lanes` values and query head.
double FlashAttention::pu_s(double vectors) const {
    const double beats = (shape_.head_dim + pim_.pu.lanes - 1) / pim_.pu.lanes;
    return vectors * shape_.group * beats / pim_.pus * pim_.pu.clock.period_s();
}

double FlashAttention::merge_s(std::int64_t partials) const {
    return merge_.all_s(partials, static_cast<double>(devices_) * pim_.device_rus);
}

double FlashAttention::peak_bytes_per_s() const {
    return devices_ * part_.read_bytes_per_s();
}

AttentionCost FlashAttention::cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                                   Softmax softmax) const {
    AttentionCost cost;
    const double page_touched = selection.touched(block_tokens_);
    const double dies = part_.all_dies();
    const double first_page_s = base::seconds(part_.first_page_time());
    const double vector_bytes = static_cast<double>(shape_.vector_bytes());
    double tokens = 0, pages = 0;
    for (const auto& load : loads) {
        if (load.blocks == 0) continue;
        const double drive_tokens = static_cast<double>(load.tokens);
        // K pages, then V pages; each die works through its share, the slowest has the rounded-up count.
        const double drive_pages = 2.0 * shape_.kv_heads * load.blocks * page_touched;
        const double flash_s = std::ceil(drive_pages / dies) * base::seconds(part_.page_interval());
        const double active = drive_tokens * std::min(selection.keep_ratio, 1.0);
        const double compute_s = pu_s(2.0 * shape_.kv_heads * active);
        // Every channel's PUs keep their own partial of a sequence's head.
        const double channels =
            std::min<double>(part_.channels, std::max(1.0, double(load.blocks) / load.sequences));
        const double partials = load.sequences * channels * shape_.kv_heads * shape_.group;
        const double reduction_s = partials * merge_.per_partial_s() / pim_.device_rus;
        const double local_s = std::max(flash_s, compute_s);
        // RUs merge a sequence's partials while later sequences are read: only what is left over shows.
        const double exposed_s =
            std::max(reduction_s - local_s * (load.sequences - 1.0) / load.sequences, 0.0) +
            merge_.command_s();
        cost.partial_bytes +=
            static_cast<std::int64_t>(partials * (shape_.head_dim + 2) * pim_.pu.accumulator_bytes);
        if (softmax == Softmax::gathered)
            cost.score_bytes +=
                static_cast<std::int64_t>(active * shape_.kv_heads * shape_.group * 2 * shape_.value_bytes);
        if (local_s + exposed_s + first_page_s > cost.total_s()) {
            cost.local_s = local_s;
            cost.reduction_s = exposed_s;
            cost.latency_s = first_page_s;
        }
        tokens += drive_tokens;
        pages += drive_pages;
    }
    cost.pages_read = static_cast<std::int64_t>(std::floor(pages + 0.5));
    cost.read_bytes = cost.pages_read * part_.page_bytes;
    cost.cell_read_bytes = cost.read_bytes;
    cost.useful_bytes = static_cast<std::int64_t>(2 * shape_.kv_heads * tokens * vector_bytes *
                                                  std::min(selection.keep_ratio, 1.0));
    return cost;
}

}  // namespace pamsim::pim
