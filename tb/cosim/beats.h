// Streams of a verilated unit whose inputs are always there and whose outputs are always taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/wide.h"

namespace pamsim::tb {

/// The beats of one input stream of a command, `width` values of type Value each.
template <typename Value>
class Beats {
public:
    Beats() = default;
    Beats(const Value* values, std::size_t count, std::size_t width)
        : values_(values), count_(count), width_(width) {}

    bool left() const { return next_ < count_; }
    /// Drives the next beat on its port, from `lane` on, where it is not there already.
    template <typename Port>
    void drive(Port& port, std::size_t lane = 0) {
        if (driven_ == next_ || !left()) return;
        for (std::size_t i = 0; i < width_; ++i)
            set_lane(port, lane + i, 8 * sizeof(Value), values_[next_ * width_ + i]);
        driven_ = next_;
    }
    void take() { ++next_; }

private:
    const Value* values_ = nullptr;
    std::size_t count_ = 0, width_ = 0, next_ = 0;
    std::size_t driven_ = static_cast<std::size_t>(-1);
};

/// Counts the edges of one command and ends one that hangs: no command takes more than a few edges beyond its
/// beats.
class EdgeCount {
public:
    EdgeCount(const char* unit, std::size_t beats) : unit_(unit), limit_(4 * beats + 10000) {}
    void edge() {
        if (++edges_ > limit_)
            throw std::runtime_error(std::string(unit_) + ": a command did not end within " +
                                     std::to_string(limit_) + " cycles");
    }
    std::uint64_t edges() const { return edges_; }

private:
    const char* unit_;
    std::uint64_t limit_, edges_ = 0;
};

}  // namespace pamsim::tb
