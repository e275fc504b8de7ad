#include "pim/layer_spread.h"

namespace pamsim::pim {

LayerSpread::LayerSpread(std::uint32_t layers, std::uint32_t slice, std::uint32_t dies)
    : layers_(layers), slice_(slice), dies_(dies) {}

/// f(index into pages_) for every page that has a place.
template <class F>
void LayerSpread::for_each(const std::vector<std::uint16_t>& dies, std::uint32_t rotation, F f) const {
    for (std::uint32_t i = 0; i < dies.size(); ++i) {
        if (dies[i] == no_die) continue;
        const std::uint32_t layer = (i / slice_ + layers_ - rotation) % layers_;
        f(std::size_t{layer} * dies_ + dies[i]);
    }
}

std::uint32_t LayerSpread::add(std::uint32_t microbatch, const std::vector<std::uint16_t>& dies) {
    if (microbatch >= pages_.size()) pages_.resize(microbatch + 1);
    auto& pages = pages_[microbatch];
    pages.resize(std::size_t{layers_} * dies_);
    std::uint32_t best = 0;
    std::uint64_t least = ~std::uint64_t{0};
    for (std::uint32_t rotation = 0; rotation < layers_; ++rotation) {
        std::uint64_t met = 0;
        for_each(dies, rotation, [&](std::size_t i) { met += pages[i]; });
        if (met >= least) continue;
        least = met;
        best = rotation;
    }
    for_each(dies, best, [&](std::size_t i) { ++pages[i]; });
    return best;
}

void LayerSpread::remove(std::uint32_t microbatch, const std::vector<std::uint16_t>& dies,
                         std::uint32_t rotation) {
    auto& pages = pages_.at(microbatch);
    for_each(dies, rotation, [&](std::size_t i) { --pages[i]; });
}

}  // namespace pamsim::pim
