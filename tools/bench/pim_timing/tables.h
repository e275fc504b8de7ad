// The PIM tables of models/memory/README.md.
#pragma once

#include <cstdint>
#include <string>

namespace pamsim::pim_timing {

/// Markdown: errors of the closed form over `cases` random attentions of every PIM part, and the bandwidth
/// that a part's banks give its units. Takes a minute for 500 cases.
std::string tables(std::uint32_t cases);

}  // namespace pamsim::pim_timing
