#include "dot/dot_ports.h"

namespace pamsim::tb {

using numerics::Bits16;

DotBeats::DotBeats(std::uint64_t seed, numerics::Format format)
    : random_(seed),
      format_(format == numerics::Format::fp16 ? kFp16 : kBf16),
      all_(seed + 1, format_),
      finite_(seed + 2, format_, kFinite) {}

void DotBeats::draw(std::vector<Bits16>& a, std::vector<Bits16>& b) {
    const std::uint64_t choice = random_() % 16;
    // Exponents that differ by little, by the width of the tree's window, or by anything.
    const std::uint32_t octaves = choice < 4 ? 3 : choice < 8 ? 12 : 0;
    const bool special = choice == 15;
    for (std::vector<Bits16>* vector : {&a, &b})
        for (Bits16& x : *vector)
            x = octaves != 0 ? near_one(octaves)
                             : static_cast<Bits16>(special ? all_.next() : finite_.next());
    if (random_() % 3 == 0) cancel(a, b);
    if (random_() % 4 == 0) thin_out(a);
    // A single special value among ordinary ones.
    if (random_() % 16 == 0) a[random_() % a.size()] = static_cast<Bits16>(all_.next());
}

Bits16 DotBeats::near_one(std::uint32_t octaves) {
    const auto exponent = format_.bias() + static_cast<std::uint32_t>(random_() % octaves) - octaves / 2;
    const std::uint64_t bits = random_();
    return static_cast<Bits16>((bits & 0x8000u) | exponent << format_.fraction_bits |
                               (bits >> 32 & format_.fraction_mask()));
}

/// Neighbouring lanes have products of opposite sign, some of them an ulp of a factor apart.
void DotBeats::cancel(std::vector<Bits16>& a, std::vector<Bits16>& b) {
    for (std::size_t i = 0; i + 1 < a.size(); i += 2) {
        a[i + 1] = static_cast<Bits16>(a[i] ^ 0x8000u);
        b[i + 1] = static_cast<Bits16>(b[i] ^ (random_() % 8 == 0 ? 1u : 0u));
    }
}

/// Most lanes 0 of a random sign.
void DotBeats::thin_out(std::vector<Bits16>& a) {
    const std::uint64_t keep = random_() % 3;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (random_() % a.size() >= keep) a[i] = static_cast<Bits16>(random_() & 0x8000u);
}

}  // namespace pamsim::tb
