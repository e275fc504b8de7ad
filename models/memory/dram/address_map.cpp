#include "memory/dram/address_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace pamsim::memory {
namespace {

struct Field {
    const char* name;
    std::uint32_t Address::*member;
    std::uint32_t DramGeometry::*count;
};
constexpr std::array<Field, 7> kFields = {
    {{"channel", &Address::channel, &DramGeometry::channels},
     {"pseudo_channel", &Address::pseudo_channel, &DramGeometry::pseudo_channels},
     {"rank", &Address::rank, &DramGeometry::ranks},
     {"bank_group", &Address::bank_group, &DramGeometry::bank_groups},
     {"bank", &Address::bank, &DramGeometry::banks},
     {"row", &Address::row, &DramGeometry::rows},
     {"column", &Address::column, &DramGeometry::columns}}};

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
    throw std::invalid_argument("found '" + text + "', " + why);
}

bool is_power_of_two(std::uint32_t n) {
    return (n & (n - 1)) == 0;
}

std::uint32_t bits_of(std::uint32_t count) {
    std::uint32_t bits = 0;
    while ((std::uint64_t{1} << bits) < count) ++bits;
    return bits;
}

const Field& field_of(const std::string& name, const std::string& text) {
    std::string known;
    for (const Field& field : kFields) {
        if (name == field.name) return field;
        known += (known.empty() ? "" : ", ") + std::string(field.name);
    }
    refuse(text, "where '" + name + "' is no field; allowed are " + known);
}

struct BitRange {
    std::uint32_t high, low;
};

/// "[4:1]" or "[4]"; nothing else.
BitRange range_of(const std::string& token, const std::string& text) {
    const auto wrong = [&]() { refuse(text, "where '" + token + "' is no field[high:low] or field[bit]"); };
    const char* at = token.data() + token.find('[') + 1;
    const char* const end = token.data() + token.size();
    BitRange range{};
    auto parsed = std::from_chars(at, end, range.high);
    if (parsed.ec != std::errc{}) wrong();
    range.low = range.high;
    if (parsed.ptr != end && *parsed.ptr == ':') {
        parsed = std::from_chars(parsed.ptr + 1, end, range.low);
        if (parsed.ec != std::errc{}) wrong();
    }
    if (parsed.ptr + 1 != end || *parsed.ptr != ']' || range.low > range.high) wrong();
    return range;
}

}  // namespace

AddressMap::AddressMap(const std::string& text, const DramGeometry& geometry) : channels_(geometry.channels) {
    std::istringstream words(text);
    for (std::string token; words >> token;) add(token, text, geometry);
    std::reverse(pieces_.begin(), pieces_.end());
    check_coverage(text, geometry);
    for (const Piece& piece : pieces_) bursts_ *= piece.count;
}

void AddressMap::add(const std::string& token, const std::string& text, const DramGeometry& geometry) {
    const std::string name = token.substr(0, token.find('['));
    const Field& field = field_of(name, text);
    const std::uint32_t count = geometry.*field.count;
    const std::uint32_t bits = bits_of(count);
    Piece piece{field.member, 0, bits, count, is_power_of_two(count)};
    if (name != token) {
        const BitRange range = range_of(token, text);
        if (!piece.power_of_two)
            refuse(text, "where '" + token + "' splits " + std::to_string(count) +
                             " values; allowed are ranges of a power of two");
        if (range.high >= bits)
            refuse(text,
                   "where '" + token + "' lies beyond the " + std::to_string(bits) + " bits of " + name);
        const std::uint32_t width = range.high - range.low + 1;
        piece = {field.member, range.low, width, 1u << width, true};
    }
    for (const Piece& other : pieces_) {
        const bool apart = other.shift + other.bits <= piece.shift || piece.shift + piece.bits <= other.shift;
        const bool whole_twice = count == 1 && other.field == piece.field;
        if (other.field == piece.field && (!apart || whole_twice))
            refuse(text, "where '" + token + "' comes twice, in whole or in part");
    }
    pieces_.push_back(piece);
}

void AddressMap::check_coverage(const std::string& text, const DramGeometry& geometry) const {
    for (const Field& field : kFields) {
        const std::uint32_t bits = bits_of(geometry.*field.count);
        std::uint64_t covered = 0;
        for (const Piece& piece : pieces_)
            if (piece.field == field.member) covered |= ((std::uint64_t{1} << piece.bits) - 1) << piece.shift;
        for (std::uint32_t bit = 0; bit < bits; ++bit)
            if ((covered >> bit & 1) == 0)
                refuse(text, "where " + std::string(field.name) +
                                 (covered == 0 ? " is missing; it has "
                                               : ", bit " + std::to_string(bit) + ", is missing; it has ") +
                                 std::to_string(geometry.*field.count) + " values");
    }
}

void AddressMap::take(const Piece& piece, std::uint64_t& rest, Address& address) {
    if (piece.power_of_two) {
        address.*piece.field |= static_cast<std::uint32_t>(rest & (piece.count - 1)) << piece.shift;
        rest >>= piece.bits;
    } else {
        address.*piece.field = static_cast<std::uint32_t>(rest % piece.count);
        rest /= piece.count;
    }
}

Address AddressMap::decode(std::uint64_t burst) const {
    Address address;
    for (const Piece& piece : pieces_) take(piece, burst, address);
    return address;
}

Address AddressMap::decode_in_channel(std::uint32_t channel, std::uint64_t number) const {
    Address address;
    for (const Piece& piece : pieces_)
        if (piece.field != &Address::channel) take(piece, number, address);
    address.channel = channel;
    return address;
}

std::uint64_t AddressMap::encode(const Address& address) const {
    std::uint64_t burst = 0;
    for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
        const std::uint32_t value = address.*piece->field >> piece->shift;
        burst = burst * piece->count + (piece->power_of_two ? value & (piece->count - 1) : value);
    }
    return burst;
}

}  // namespace pamsim::memory
