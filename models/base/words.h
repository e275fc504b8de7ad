// Lists and guesses for sentences: "a, b, c" and "did you mean b?".
#pragma once

#include <string>
#include <vector>

namespace pamsim::base::detail {

std::string joined(const std::vector<std::string>& words);

/// "; did you mean X?" for the word nearest to `typed`, or nothing when none is near.
std::string did_you_mean(const std::string& typed, const std::vector<std::string>& words);

}  // namespace pamsim::base::detail
