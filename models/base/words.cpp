#include "base/words.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace pamsim::base::detail {
namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all.empty() ? "none" : all;
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& words) {
    // A third of the letters may differ: short keys (tp, pp) are not taken for one another.
    std::size_t nearest = std::min<std::size_t>(typed.size() / 3, 4) + 1;
    const std::string* guess = nullptr;
    for (const std::string& word : words) {
        const std::size_t distance = edit_distance(typed, word);
        if (distance < nearest && distance > 0) {
            nearest = distance;
            guess = &word;
        }
    }
    return guess ? "; did you mean " + *guess + "?" : "";
}

}  // namespace pamsim::base::detail
