// From a burst's number in a device to channel, rank, bank, row and column, as the part file says, and back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memory/dram_part.h"

namespace pamsim::memory {

/// Indices are those inside the parent: rank of the pseudo-channel, bank of the bank group.
struct Address {
    std::uint32_t channel = 0, pseudo_channel = 0, rank = 0, bank_group = 0, bank = 0, row = 0, column = 0;
};

class AddressMap {
public:
    /// `text`: fields from the most significant to the least, separated by spaces: channel, pseudo_channel,
    /// rank, bank_group, bank, row, column; a field whole, or in bit ranges "column[4:1]" or "column[0]" when
    /// its count is a power of two. A field of one value may be left out. Throws std::invalid_argument with
    /// one sentence when a field is unknown, twice or missing in whole or in part, or when a bit lies beyond
    /// the field.
    AddressMap(const std::string& text, const DramGeometry& geometry);

    /// Column accesses (bursts of a rank) of the device, and of one of its channels.
    std::uint64_t bursts() const { return bursts_; }
    std::uint64_t bursts_per_channel() const { return bursts_ / channels_; }
    /// The place of a burst; `burst` below bursts().
    Address decode(std::uint64_t burst) const;
    std::uint64_t encode(const Address& address) const;
    /// The burst that is `number`-th among those of a channel, in the order of their numbers in the device.
    Address decode_in_channel(std::uint32_t channel, std::uint64_t number) const;

private:
    struct Piece {
        std::uint32_t Address::*field;
        std::uint32_t shift;  ///< lowest bit of the field in this piece
        std::uint32_t bits;   ///< of a count that is a power of two
        std::uint32_t count;  ///< values of the piece
        bool power_of_two;
    };
    static void take(const Piece& piece, std::uint64_t& rest, Address& address);
    void add(const std::string& token, const std::string& text, const DramGeometry& geometry);
    void check_coverage(const std::string& text, const DramGeometry& geometry) const;

    std::vector<Piece> pieces_;  ///< from the least significant to the most
    std::uint64_t bursts_ = 1;
    std::uint32_t channels_;
};

}  // namespace pamsim::memory
