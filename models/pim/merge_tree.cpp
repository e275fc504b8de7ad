#include "pim/merge_tree.h"

#include <algorithm>

namespace pamsim::pim {

using numerics::Partial;

MergeRounds::MergeRounds(const std::vector<const Partial*>& partials, std::uint32_t ways) {
    if (partials.empty()) return;
    empty_.o.assign(partials[0]->o.size(), 0);
    const Partial* const filler = partials.size() > ways ? &empty_ : nullptr;
    for (std::size_t first = 0; first < partials.size(); first += ways) {
        std::vector<const Partial*> round(ways, filler);
        const std::size_t count = std::min<std::size_t>(ways, partials.size() - first);
        for (std::size_t w = 0; w < count; ++w) round[w] = partials[first + w];
        rounds_.push_back(std::move(round));
    }
}

Partial merged(RuEngine& ru, const std::vector<Partial>& partials) {
    if (partials.size() == 1) return partials[0];
    std::vector<const Partial*> list;
    for (const Partial& partial : partials) list.push_back(&partial);
    const auto beats = static_cast<std::uint32_t>(partials[0].o.size() / ru.shape().lanes);
    return ru.merge(MergeRounds(list, ru.shape().ways).rounds(), beats);
}

}  // namespace pamsim::pim
