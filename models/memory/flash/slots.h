// Records in flight, by an index that stays theirs until it is given back.
#pragma once

#include <cstdint>
#include <vector>

namespace pamsim::memory {

using SlotIndex = std::uint32_t;

template <class T>
class Slots {
public:
    SlotIndex take() {
        if (free_.empty()) {
            items_.emplace_back();
            return static_cast<SlotIndex>(items_.size() - 1);
        }
        const SlotIndex index = free_.back();
        free_.pop_back();
        items_[index] = T{};
        return index;
    }
    void give_back(SlotIndex index) { free_.push_back(index); }
    T& operator[](SlotIndex index) { return items_[index]; }
    const T& operator[](SlotIndex index) const { return items_[index]; }
    std::size_t in_flight() const { return items_.size() - free_.size(); }

private:
    std::vector<T> items_;
    std::vector<SlotIndex> free_;
};

}  // namespace pamsim::memory
