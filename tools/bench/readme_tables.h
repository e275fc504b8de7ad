// Programs that measure and put what they measured into a README, between two markers.
#pragma once

#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace pamsim::bench {

inline std::string contents_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error(path + ": cannot be read");
    return text.str();
}

/// `text` with `tables` between `<!-- marker:begin -->` and `<!-- marker:end -->`.
inline std::string with_tables(const std::string& text, const std::string& marker,
                               const std::string& tables) {
    const std::string first = "<!-- " + marker + ":begin -->\n", last = "<!-- " + marker + ":end -->";
    const std::size_t begin = text.find(first), end = text.find(last);
    if (begin == std::string::npos || end == std::string::npos || end < begin)
        throw std::runtime_error("the markers " + marker + ":begin and " + marker + ":end are not there");
    return text.substr(0, begin + first.size()) + tables + text.substr(end);
}

/// Without arguments prints the tables, with `--write F` puts them into file F, with `--check F` tells
/// whether F has others: 1. Wrong usage or a file without markers: a sentence and 2.
inline int readme_tables(const std::string& program, const std::string& marker,
                         const std::vector<std::string>& arguments,
                         const std::function<std::string()>& tables) {
    try {
        if (arguments.empty()) {
            std::cout << tables();
            return 0;
        }
        if (arguments.size() != 2 || (arguments[0] != "--write" && arguments[0] != "--check"))
            throw std::runtime_error("usage: " + program + " [--write FILE | --check FILE]");
        const std::string text = contents_of(arguments[1]), wanted = with_tables(text, marker, tables());
        if (text == wanted) return 0;
        if (arguments[0] == "--check") {
            std::cerr << arguments[1] << ": its tables differ from what " << program
                      << " --write puts there\n";
            return 1;
        }
        std::ofstream(arguments[1]) << wanted;
        return 0;
    } catch (const std::exception& error) {
        std::cerr << program << ": " << error.what() << '\n';
        return 2;
    }
}

}  // namespace pamsim::bench
