// Terminal renderings of result files: nothing stands here that is not in the JSON.
#pragma once

#include <string>

#include "system/results.h"

namespace pamsim::tools {

std::string quantity(double value, const std::string& unit);  ///< "12.3 ms", "509.1 GiB", "1.20 TB/s"
std::string render_run(const system::Json& results);
std::string render_attention(const system::Json& results);
/// Two runs side by side, with the ratio of each number.
std::string render_comparison(const system::Json& left, const system::Json& right);

}  // namespace pamsim::tools
