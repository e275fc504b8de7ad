// Measures whole heads against exact attention and writes the tables of models/numerics/README.md.
//
// usage: numerics_accuracy            prints the tables
//        numerics_accuracy --write F  puts them between the markers in file F
//        numerics_accuracy --check F  exit code 1 if F has others
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/accuracy/tables.h"

namespace {

const std::string kBegin = "<!-- accuracy:begin -->\n", kEnd = "<!-- accuracy:end -->";

std::string contents_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error(path + ": cannot be read");
    return text.str();
}

std::string with_tables(const std::string& text, const std::string& tables) {
    const std::size_t begin = text.find(kBegin), end = text.find(kEnd);
    if (begin == std::string::npos || end == std::string::npos || end < begin)
        throw std::runtime_error("the markers accuracy:begin and accuracy:end are not there");
    return text.substr(0, begin + kBegin.size()) + tables + text.substr(end);
}

int run(const std::vector<std::string>& arguments) {
    const std::string tables = pamsim::accuracy::tables();
    if (arguments.empty()) {
        std::cout << tables;
        return 0;
    }
    if (arguments.size() != 2 || (arguments[0] != "--write" && arguments[0] != "--check"))
        throw std::runtime_error("usage: numerics_accuracy [--write FILE | --check FILE]");
    const std::string text = contents_of(arguments[1]), wanted = with_tables(text, tables);
    if (text == wanted) return 0;
    if (arguments[0] == "--check") {
        std::cerr << arguments[1] << ": its tables differ from what numerics_accuracy --write puts there\n";
        return 1;
    }
    std::ofstream(arguments[1]) << wanted;
    return 0;
}

}  // namespace

int main(int argc, char* argv[]) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << "numerics_accuracy: " << error.what() << '\n';
        return 2;
    }
}
