// Which pages of a group belong to which layer: attention reads one layer at a time, and its pages are to lie
// evenly on a drive's dies.
#pragma once

#include <cstdint>
#include <vector>

namespace pamsim::pim {

/// A group is the pages of one page of tokens: all layers, each a slice of `slice` pages (K of every kv-head,
/// then V). A log-structured drive puts pages on dies in the order in which they are written, so the same
/// layer of every group would come to lie on the same few dies; the controller begins each group with another
/// layer, the one that leaves the layers of a microbatch most even.
class LayerSpread {
public:
    static constexpr std::uint16_t no_die = 0xffff;  ///< the page has no place yet

    LayerSpread(std::uint32_t layers, std::uint32_t slice, std::uint32_t dies);

    /// `dies` of the group's pages in the order of writing. Answers by how many slices layers are moved on:
    /// layer l is slice (l + rotation) % layers.
    std::uint32_t add(std::uint32_t microbatch, const std::vector<std::uint16_t>& dies);
    void remove(std::uint32_t microbatch, const std::vector<std::uint16_t>& dies, std::uint32_t rotation);

private:
    template <class F>
    void for_each(const std::vector<std::uint16_t>& dies, std::uint32_t rotation, F f) const;

    std::uint32_t layers_, slice_, dies_;
    std::vector<std::vector<std::uint32_t>> pages_;  ///< per microbatch: live pages by layer, then die
};

}  // namespace pamsim::pim
