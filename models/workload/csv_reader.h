// A table of comma-separated values, read row by row; every complaint knows file, line, column and column
// name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"

namespace pamsim::workload {

/// The first line is the header. Fields are trimmed, lines may end in CR LF, blank lines are skipped, quotes
/// have no meaning. A row with more or fewer fields than the header is an error.
class CsvReader {
public:
    /// `text` must outlive the reader. Throws when there is no header or when it has a column twice.
    CsvReader(std::string_view text, std::string file);

    bool has(std::string_view column) const { return find(column).has_value(); }
    /// The place of a column that must be there.
    std::size_t require(std::string_view column) const;
    /// The header as a message may quote it.
    const std::string& header() const { return header_; }

    /// Moves to the next row; false at the end.
    bool next();

    std::string_view text(std::size_t column) const { return fields_[column].text; }
    std::int64_t whole(std::size_t column, std::int64_t least, std::int64_t most) const;
    double real(std::size_t column, double least, double most) const;
    /// The ConfigError of a field of this row: what was found, what is allowed.
    [[noreturn]] void fail(std::size_t column, const std::string& allowed) const;
    /// The ConfigError of the whole file.
    [[noreturn]] void fail(const std::string& message) const;

private:
    struct Field {
        std::string_view text;
        int position = 0;  ///< of its first character in the line, from 1
    };
    std::optional<std::size_t> find(std::string_view column) const;
    bool next_line();
    void split();
    base::Mark mark(std::size_t column) const { return {file_, line_number_, fields_[column].position}; }

    std::string_view rest_;
    std::string file_;
    std::string header_;
    std::vector<std::string> names_;
    std::string_view line_;
    int line_number_ = 0;
    std::vector<Field> fields_;
};

}  // namespace pamsim::workload
