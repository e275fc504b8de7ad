// SHA-256 (FIPS 180-4): the name of a result's bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace pamsim::base {

/// Bytes in, in any pieces; the digest once, at the end.
class Sha256 {
public:
    void add(const void* bytes, std::size_t count);
    /// A 16-bit word as two bytes, the lower first, whatever the machine's order.
    void add_little_endian(std::uint16_t word);
    /// 64 hexadecimal digits, lower case. Nothing may be added afterwards.
    std::string hex_digest();

private:
    void add_byte(std::uint8_t byte);
    void compress();

    std::array<std::uint32_t, 8> state_{0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
                                        0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
    std::array<std::uint8_t, 64> block_{};
    std::size_t filled_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace pamsim::base
