// Files as text, and text as a message may quote it.
#pragma once

#include <string>
#include <string_view>

namespace pamsim::workload {

/// The content of a file without a UTF-8 byte order mark. `kind` ("trace", "model") is for the ConfigError of
/// a file that is missing, a folder or unreadable.
std::string read_text_file(const std::string& file, const std::string& kind);

/// What was found, fit for a sentence: bytes that are not printable ASCII become '?', all but the first 60
/// "...".
std::string printable(std::string_view text);

}  // namespace pamsim::workload
