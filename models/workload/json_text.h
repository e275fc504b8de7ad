// JSON text with the complaints of this project instead of the JSON library's: a sentence, a line and a
// column.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/config.h"

namespace pamsim::workload {

/// A text that begins at line `first_line` of `file` (1 for a whole file).
struct JsonText {
    std::string_view text;
    std::string file;
    int first_line = 1;

    /// The object the text holds. ConfigError for broken JSON, anything but an object, and a key that stands
    /// twice in one object (the library would keep the last in silence). `what` begins the message, e.g. "a
    /// config.json".
    nlohmann::json parse_object(const std::string& what) const;

    /// The ConfigError of a key: at the first place it stands, at the beginning when it does not.
    [[noreturn]] void fail(const std::string& key, const std::string& message) const;

    /// Member `key` of `object` as a whole number from least to most, or the ConfigError.
    std::int64_t whole(const nlohmann::json& object, const std::string& key, std::int64_t least,
                       std::int64_t most) const;

private:
    base::Mark mark(std::size_t offset) const;
};

}  // namespace pamsim::workload
