// The accuracy tables of models/numerics/README.md.
#pragma once

#include <string>

namespace pamsim::accuracy {

/// Markdown: errors of whole heads per format and data, and what accumulating in FP16 costs. Takes seconds.
std::string tables();

}  // namespace pamsim::accuracy
