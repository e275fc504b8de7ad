#include "pim/head_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "pim/dram_attention.h"

namespace pamsim::pim {
namespace {

std::uint32_t passes_of(std::uint32_t group, std::uint32_t heads_fit) {
    return (group + heads_fit - 1) / heads_fit;
}

[[noreturn]] void refuse(const std::string& sentence) {
    throw std::invalid_argument(sentence);
}

}  // namespace

HeadPlan HeadPlan::of(const DramAttention& attention, std::uint32_t split, std::uint32_t group,
                      std::uint32_t column_beats) {
    const PassPlan& v = attention.plan().v();
    return {split, group, static_cast<std::uint32_t>(attention.plan().k().passes.size()),
            static_cast<std::uint32_t>(v.passes.size()), v.chunk_columns * column_beats};
}

HeadPlan HeadPlan::of_pages(const numerics::PuShape& pu, std::uint32_t head_dim, std::uint32_t group) {
    const std::uint32_t beats = head_dim / pu.lanes;
    std::uint32_t chunk = std::max(std::min(beats, pu.buffer_rows()), 1u);
    while (beats % chunk != 0) --chunk;
    return {1, group, passes_of(group, std::min(pu.score_heads(beats), group)),
            passes_of(group, std::min(pu.value_heads(chunk), group)), chunk};
}

void check_head(const numerics::PuShape& pu, const numerics::RuShape& ru, std::uint32_t head_dim,
                const HeadPlan& plan) {
    const std::uint32_t slice = plan.split > 0 ? head_dim / plan.split : 0;
    if (slice == 0 || head_dim % plan.split != 0 || slice % pu.lanes != 0 || plan.chunk_beats == 0)
        refuse(fmt::format("the values of a head of {}, split over {} PUs, are not whole beats of {} lanes",
                           head_dim, plan.split, pu.lanes));
    if (plan.split > ru.ways)
        refuse(fmt::format("an RU with {} ways does not add the scores of a head split over {} PUs", ru.ways,
                           plan.split));
    if (slice % ru.lanes != 0)
        refuse(fmt::format(
            "the values of a head of {}, split over {} PUs, are not whole beats of an RU with {} lanes",
            head_dim, plan.split, ru.lanes));
    if (head_dim / ru.lanes > ru.max_beats())
        refuse(fmt::format("an RU scratch of {} bytes does not hold an O of {} values", ru.scratch_bytes,
                           head_dim));
}

}  // namespace pamsim::pim
