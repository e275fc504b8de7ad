// Runs random attentions on every DRAM-PIM part in closed form and by commands, and writes the tables of
// models/memory/README.md.
//
// usage: pim_timing            prints the tables
//        pim_timing --write F  puts them between the markers in file F
//        pim_timing --check F  exit code 1 if F has others
#include <cstdint>
#include <systemc>

#include "bench/pim_timing/tables.h"
#include "bench/readme_tables.h"

// The levels that the cases run through are SystemC modules, so SystemC owns main().
int sc_main(int argc, char* argv[]) {
    constexpr std::uint32_t kCases = 500;
    return pamsim::bench::readme_tables("pim_timing", "pim_timing", {argv + 1, argv + argc},
                                        [] { return pamsim::pim_timing::tables(kCases); });
}
