#include "workload/csv_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <utility>

#include "workload/text_file.h"

namespace pamsim::workload {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The number that fills the whole text, or nothing.
template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::string short_form(double value) {
    std::ostringstream out;
    out.precision(15);
    out << value;
    return out.str();
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {
    if (!next_line())
        throw base::ConfigError({file_, 0, 0}, "", "the file is empty; a header line is needed");
    split();
    header_ = printable(trimmed(line_));
    for (const Field& field : fields_) {
        if (std::find(names_.begin(), names_.end(), field.text) != names_.end()) {
            throw base::ConfigError({file_, line_number_, field.position}, printable(field.text),
                                    "this column stands twice in the header");
        }
        names_.emplace_back(field.text);
    }
}

std::optional<std::size_t> CsvReader::find(std::string_view column) const {
    const auto it = std::find(names_.begin(), names_.end(), column);
    if (it == names_.end()) return std::nullopt;
    return static_cast<std::size_t>(it - names_.begin());
}

std::size_t CsvReader::require(std::string_view column) const {
    if (const auto place = find(column)) return *place;
    throw base::ConfigError({file_, 1, 1}, std::string(column),
                            "this column is missing; found the header '" + header_ + "'");
}

bool CsvReader::next() {
    if (!next_line()) return false;
    split();
    if (fields_.size() != names_.size()) {
        const std::size_t first_bad = std::min(fields_.size(), names_.size() - 1);
        throw base::ConfigError(
            {file_, line_number_, static_cast<int>(line_.size()) + 1}, printable(names_[first_bad]),
            "found a row of " + std::to_string(fields_.size()) + " fields; the header has " +
                std::to_string(names_.size()) + " (" + header_ + ")");
    }
    return true;
}

bool CsvReader::next_line() {
    while (!rest_.empty()) {
        const std::size_t end = rest_.find('\n');
        line_ = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
        ++line_number_;
        if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
        if (!trimmed(line_).empty()) return true;
    }
    return false;
}

void CsvReader::split() {
    fields_.clear();
    std::size_t begin = 0;
    while (true) {
        const std::size_t comma = std::min(line_.find(',', begin), line_.size());
        const std::string_view field = trimmed(line_.substr(begin, comma - begin));
        fields_.push_back({field, static_cast<int>(field.data() - line_.data()) + 1});
        if (comma == line_.size()) return;
        begin = comma + 1;
    }
}

std::int64_t CsvReader::whole(std::size_t column, std::int64_t least, std::int64_t most) const {
    const auto value = number<std::int64_t>(text(column));
    if (value && *value >= least && *value <= most) return *value;
    fail(column, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

double CsvReader::real(std::size_t column, double least, double most) const {
    const auto value = number<double>(text(column));
    if (value && *value >= least && *value <= most) return *value;
    fail(column, "a number from " + short_form(least) + " to " + short_form(most));
}

void CsvReader::fail(std::size_t column, const std::string& allowed) const {
    throw base::ConfigError(mark(column), printable(names_[column]),
                            "found '" + printable(text(column)) + "', allowed is " + allowed);
}

void CsvReader::fail(const std::string& message) const {
    throw base::ConfigError({file_, 0, 0}, "", message);
}

}  // namespace pamsim::workload
