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

/// One PU over `vectors` K or V vectors, one beat per `lanes` values and query head.
double FlashAttention::pu_s(double vectors) const {
    const double beats = (shape_.head_dim + pim_.pu.lanes - 1) / pim_.pu.lanes;
    return vectors * shape_.group * beats * pim_.pu.clock.period_s();
}

double FlashAttention::merge_s(std::int64_t partials) const {
    return merge_.all_s(partials, static_cast<double>(devices_) * pim_.device_rus);
}

double FlashAttention::peak_bytes_per_s() const {
    return devices_ * part_.read_bytes_per_s();
}

base::Picoseconds FlashAttention::first_page_time() const {
    return part_.command_overhead + part_.data_out_setup + part_.first_page_time();
}

/// K and V pages of one layer that dies sense.
double FlashAttention::pages(const kv::DomainLoad& load, const Selection& selection) const {
    return 2.0 * shape_.kv_heads * (load.blocks - load.open_blocks) * selection.touched(block_tokens_);
}

/// From the first page on: every die works through its share at its own pace, and those of a channel that
/// have a page in the last round, one behind the other, bring it over the bus.
double FlashAttention::flash_s(double pages) const {
    if (pages == 0) return 0;
    const double dies = part_.all_dies(), row_pages = part_.planes;
    const double rounds = std::ceil(pages / (dies * row_pages));
    const double last_rows = std::ceil((pages - (rounds - 1) * dies * row_pages) / row_pages);
    const double behind = std::ceil(last_rows / part_.channels) - 1;
    const base::Picoseconds row =
        part_.data_out_setup + part_.transfer_time() * part_.planes + part_.plane_change * (part_.planes - 1);
    return (rounds - 1) * row_pages * base::seconds(part_.page_interval_with_commands()) +
           behind * base::seconds(row);
}

/// Every channel's PUs keep their own partial of a sequence's head.
double FlashAttention::partials(const kv::DomainLoad& load) const {
    const double channels =
        std::min<double>(part_.channels, std::max(1.0, double(load.blocks) / load.sequences));
    return load.sequences * channels * shape_.kv_heads * shape_.group;
}

/// RUs merge a sequence's partials while later sequences are read: only what is left over shows.
double FlashAttention::exposed_reduction_s(const kv::DomainLoad& load, double local_s) const {
    const double reduction_s = partials(load) * merge_.per_partial_s() / pim_.device_rus;
    return std::max(reduction_s - local_s * (load.sequences - 1.0) / load.sequences, 0.0) +
           merge_.command_s();
}

/// From the first page to the last PU: the flash, then the PUs on the pages that the channels bring last, at
/// the same time; or all PUs without pause. Each takes whole pages.
double FlashAttention::local_s(const kv::DomainLoad& load, const Selection& selection) const {
    const double active = static_cast<double>(load.tokens) * std::min(selection.keep_ratio, 1.0);
    const double touched = load.blocks * selection.touched(block_tokens_);
    const double page_s = pu_s(active / touched);
    const double all = 2.0 * shape_.kv_heads * touched;
    const double last_turns = std::ceil(std::min<double>(all, part_.channels) / pim_.pus);
    return std::max(flash_s(pages(load, selection)) + last_turns * page_s,
                    std::ceil(all / pim_.pus) * page_s);
}

AttentionCost FlashAttention::cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                                   Softmax softmax) const {
    AttentionCost cost;
    const double keep = std::min(selection.keep_ratio, 1.0);
    double tokens = 0, pages_read = 0, held_tokens = 0;
    for (const auto& load : loads) {
        if (load.blocks == 0) continue;
        const double drive_tokens = static_cast<double>(load.tokens);
        const double local = local_s(load, selection);
        const double exposed = exposed_reduction_s(load, local);
        const double sensed = pages(load, selection);
        const double latency = base::seconds(sensed > 0 ? first_page_time() : part_.controller_latency);
        cost.partial_bytes +=
            static_cast<std::int64_t>(partials(load) * (shape_.head_dim + 2) * pim_.pu.accumulator_bytes);
        if (softmax == Softmax::gathered)
            cost.score_bytes += static_cast<std::int64_t>(drive_tokens * keep * shape_.query_heads() * 2 *
                                                          shape_.value_bytes);
        if (local + exposed + latency > cost.total_s()) {
            cost.local_s = local;
            cost.reduction_s = exposed;
            cost.latency_s = latency;
        }
        tokens += drive_tokens;
        pages_read += sensed;
        held_tokens += drive_tokens - (load.blocks - load.open_blocks) * block_tokens_;
    }
    cost.pages_read = static_cast<std::int64_t>(std::floor(pages_read + 0.5));
    cost.cell_read_bytes = cost.pages_read * part_.page_bytes;
    cost.read_bytes =
        cost.cell_read_bytes +
        static_cast<std::int64_t>(static_cast<double>(shape_.token_bytes()) * held_tokens * keep);
    cost.useful_bytes = static_cast<std::int64_t>(static_cast<double>(shape_.token_bytes()) * tokens * keep);
    return cost;
}

}  // namespace pamsim::pim
