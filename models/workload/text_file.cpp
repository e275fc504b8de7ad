#include "workload/text_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/config.h"

namespace pamsim::workload {

std::string read_text_file(const std::string& file, const std::string& kind) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        throw base::ConfigError({file, 0, 0}, "", "there is no such " + kind + " file");
    }
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) throw base::ConfigError({file, 0, 0}, "", "this " + kind + " file cannot be read");
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
    return text;
}

std::string printable(std::string_view text) {
    constexpr std::size_t kLongest = 60;
    std::string result(text.substr(0, kLongest));
    for (char& c : result) c = c < ' ' || c > '~' ? '?' : c;
    return text.size() > kLongest ? result + "..." : result;
}

}  // namespace pamsim::workload
