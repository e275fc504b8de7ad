#include "base/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <system_error>

namespace pamsim::base::detail {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The end of the digits that begin at `at`.
std::size_t past_digits(const std::string& text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

bool is_real_syntax(const std::string& text) {
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    std::size_t end = past_digits(text, at);
    if (end == at) return false;
    at = end;
    if (at < text.size() && text[at] == '.') {
        end = past_digits(text, at + 1);
        if (end == at + 1) return false;
        at = end;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        end = past_digits(text, at);
        if (end == at) return false;
        at = end;
    }
    return at == text.size();
}

bool safe_characters(const std::string& text) {
    const auto safe = [](char c) {
        return is_digit(c) || is_letter(c) || (c && std::string("_./+-").find(c) != std::string::npos);
    };
    return !text.empty() && text != "-" && text.compare(0, 3, "---") != 0 && text.compare(0, 3, "...") != 0 &&
           std::all_of(text.begin(), text.end(), safe);
}

bool reserved(std::string word) {
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    static const std::array<const char*, 7> words{"true", "false", "null", "yes", "no", "on", "off"};
    return std::any_of(words.begin(), words.end(), [&](const char* w) { return word == w; });
}

std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned>(c));
            out += code.data();
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace

bool has_leading_zero(const std::string& text) {
    const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
    return text.size() > first + 1 && text[first] == '0' && is_digit(text[first + 1]);
}

std::optional<std::uint64_t> parse_uint(const std::string& text) {
    std::uint64_t n = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, n);
    if (error != std::errc{} || stop != end || has_leading_zero(text)) return std::nullopt;
    return n;
}

std::optional<double> parse_real(const std::string& text) {
    if (!is_real_syntax(text) || has_leading_zero(text)) return std::nullopt;
    double x = 0.0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    if (error != std::errc{} || stop != text.data() + text.size() || !std::isfinite(x)) return std::nullopt;
    return x;
}

std::string real_text(double x) {
    std::array<char, 40> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), x);
    return error == std::errc{} ? std::string(digits.data(), end) : "?";
}

std::string plain_scalar(const std::string& text) {
    return safe_characters(text) ? text : in_quotes(text);
}

std::string text_scalar(const std::string& text) {
    const bool plain = safe_characters(text) && is_letter(text[0]) && !reserved(text);
    return plain ? text : in_quotes(text);
}

}  // namespace pamsim::base::detail
