// Bits and lanes of a port, whatever Verilator made of it: CData to QData (an unsigned integer) or VlWide
// (words).
#pragma once

#include <verilated.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pamsim::tb {

constexpr std::uint64_t low_bits(std::size_t width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/// `width` bits (1 to 64) of `port` from bit `low` on.
template <typename Port>
std::uint64_t get_bits(const Port& port, std::size_t low, std::size_t width) {
    return (static_cast<std::uint64_t>(port) >> low) & low_bits(width);
}
template <std::size_t Words>
std::uint64_t get_bits(const VlWide<Words>& port, std::size_t low, std::size_t width) {
    std::uint64_t bits = 0;
    for (std::size_t got = 0; got < width;) {
        const std::size_t at = (low + got) % 32;
        bits |= (static_cast<std::uint64_t>(port[(low + got) / 32]) >> at) << got;
        got += 32 - at;
    }
    return bits & low_bits(width);
}

template <typename Port>
void set_bits(Port& port, std::size_t low, std::size_t width, std::uint64_t value) {
    const std::uint64_t mask = low_bits(width) << low;
    port = static_cast<Port>((static_cast<std::uint64_t>(port) & ~mask) | ((value << low) & mask));
}
template <std::size_t Words>
void set_bits(VlWide<Words>& port, std::size_t low, std::size_t width, std::uint64_t value) {
    for (std::size_t done = 0; done < width;) {
        const std::size_t at = (low + done) % 32;
        const std::size_t count = width - done < 32 - at ? width - done : 32 - at;
        EData& word = port[(low + done) / 32];
        const std::uint64_t mask = low_bits(count) << at;
        word = static_cast<EData>((word & ~mask) | (((value >> done) << at) & mask));
        done += count;
    }
}

/// Lane `lane` of a vector of `width`-bit lanes, lane 0 lowest.
template <typename Port>
std::uint64_t get_lane(const Port& port, std::size_t lane, std::size_t width) {
    return get_bits(port, lane * width, width);
}
template <typename Port>
void set_lane(Port& port, std::size_t lane, std::size_t width, std::uint64_t value) {
    set_bits(port, lane * width, width, value);
}

/// All lanes at once: Value is std::uint16_t or std::uint32_t, a lane as wide as it.
template <typename Value, typename Port>
void get_lanes(const Port& port, std::vector<Value>& lanes) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        lanes[i] = static_cast<Value>(get_lane(port, i, 8 * sizeof(Value)));
    }
}
template <typename Value, typename Port>
void set_lanes(Port& port, const std::vector<Value>& lanes) {
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        set_lane(port, i, 8 * sizeof(Value), lanes[i]);
    }
}

}  // namespace pamsim::tb
