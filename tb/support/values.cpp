#include "support/values.h"

#include <numeric>
#include <stdexcept>
#include <vector>

namespace pamsim::tb {

std::string name_of(ValueClass value_class) {
    static const std::array<const char*, kValueClasses> names{"+0",  "-0",   "subnormal", "tiny", "ordinary",
                                                              "one", "huge", "+inf",      "-inf", "nan"};
    return names.at(static_cast<std::size_t>(value_class));
}

ValueClass class_of(FloatFormat format, std::uint32_t pattern) {
    const bool negative = (pattern >> (format.bits() - 1)) != 0;
    const std::uint32_t exponent = (pattern >> format.fraction_bits) & format.exponent_mask();
    const std::uint32_t fraction = pattern & format.fraction_mask();
    if (exponent == format.exponent_mask()) {
        return fraction != 0 ? ValueClass::nan
               : negative    ? ValueClass::minus_infinity
                             : ValueClass::plus_infinity;
    }
    if (exponent == 0) {
        return fraction != 0 ? ValueClass::subnormal
               : negative    ? ValueClass::minus_zero
                             : ValueClass::plus_zero;
    }
    if (exponent == format.bias() && fraction == 0) {
        return ValueClass::one;
    }
    const std::uint32_t quarter = (format.exponent_mask() + 1) / 4;
    return exponent < quarter        ? ValueClass::tiny
           : exponent >= 3 * quarter ? ValueClass::huge
                                     : ValueClass::ordinary;
}

RandomValues::RandomValues(std::uint64_t seed, FloatFormat format, const ValueWeights& weights)
    : random_(seed),
      format_(format),
      weights_(weights),
      total_(std::accumulate(weights.begin(), weights.end(), 0u)) {
    if (total_ == 0) {
        throw std::invalid_argument("the weights of all classes of values are 0");
    }
}

std::uint32_t RandomValues::next() {
    std::uint64_t draw = random_() % total_;
    std::size_t index = 0;
    while (draw >= weights_[index]) {
        draw -= weights_[index++];
    }
    return of(static_cast<ValueClass>(index));
}

std::uint32_t RandomValues::fraction() {
    const std::uint32_t mask = format_.fraction_mask();
    const std::uint64_t bits = random_();
    const auto uniform = static_cast<std::uint32_t>(bits >> 32) & mask;
    switch (bits % 8) {
        case 0:
            return 0;
        case 1:
            return mask;
        case 2:
            return 1u << (uniform % static_cast<std::uint32_t>(format_.fraction_bits));
        case 3:
            return mask ^ (1u << (uniform % static_cast<std::uint32_t>(format_.fraction_bits)));
        default:
            return uniform;
    }
}

std::uint32_t RandomValues::exponent(std::uint32_t first, std::uint32_t end) {
    return (first + static_cast<std::uint32_t>(random_() % (end - first))) << format_.fraction_bits;
}

std::uint32_t RandomValues::of(ValueClass value_class) {
    const std::uint32_t minus = 1u << (format_.bits() - 1);
    const std::uint32_t sign = random_() % 2 == 0 ? 0u : minus;
    const std::uint32_t infinity = format_.exponent_mask() << format_.fraction_bits;
    const std::uint32_t one = format_.bias() << format_.fraction_bits;
    const std::uint32_t quarter = (format_.exponent_mask() + 1) / 4;
    switch (value_class) {
        case ValueClass::plus_zero:
            return 0;
        case ValueClass::minus_zero:
            return minus;
        case ValueClass::subnormal: {
            const std::uint32_t bits = fraction();
            return sign | (bits == 0 ? 1u : bits);
        }
        case ValueClass::tiny:
            return sign | exponent(1, quarter) | fraction();
        case ValueClass::ordinary: {
            const std::uint32_t bits = exponent(quarter, 3 * quarter) | fraction();
            return sign | (bits == one ? one + 1 : bits);
        }
        case ValueClass::one:
            return sign | one;
        case ValueClass::huge:
            return sign | exponent(3 * quarter, format_.exponent_mask()) | fraction();
        case ValueClass::plus_infinity:
            return infinity;
        case ValueClass::minus_infinity:
            return minus | infinity;
        case ValueClass::nan:
            break;
    }
    const std::uint32_t bits = fraction();
    return sign | infinity | (bits == 0 ? 1u : bits);
}

ValueMonitor::ValueMonitor(Coverage& coverage, const std::string& port, FloatFormat format)
    : format_(format), row_(coverage.row("special values", port, [] {
          std::vector<std::string> names;
          for (std::size_t i = 0; i < kValueClasses; ++i) {
              names.push_back(name_of(static_cast<ValueClass>(i)));
          }
          return names;
      }())) {}

}  // namespace pamsim::tb
