// Scalars as this project reads and writes them. yaml-cpp reads 010 as 8, 0x10 as 16 and nan as a number;
// here a number is decimal, and anything else is an error that says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pamsim::base::detail {

/// Decimal digits without a sign or a leading zero, below 2^64.
std::optional<std::uint64_t> parse_uint(const std::string& text);
/// [-]digits[.digits][e[+-]digits] without a leading zero, finite.
std::optional<double> parse_real(const std::string& text);
/// Digits that only a leading zero spoils: 010 might mean 8 or 10.
bool has_leading_zero(const std::string& text);

/// The shortest text that reads back as the same number.
std::string real_text(double x);

/// A plain scalar of a file written again: as it was, in quotes when its characters could mean something
/// else.
std::string plain_scalar(const std::string& text);
/// Text written so that every YAML reader takes it for text.
std::string text_scalar(const std::string& text);

}  // namespace pamsim::base::detail
