// The one place where simulated time becomes sc_time and back.
#pragma once

#include <systemc>

#include "base/units.h"

namespace pamsim::protocol {

inline sc_core::sc_time to_sc(base::Picoseconds t) {
    return sc_core::sc_time(static_cast<double>(t.value()), sc_core::SC_PS);
}
/// The kernel's resolution is one picosecond (SystemC's default), so this is exact.
inline base::Picoseconds from_sc(const sc_core::sc_time& t) {
    return base::Picoseconds{static_cast<std::int64_t>(t.value())};
}
inline base::Picoseconds now() {
    return from_sc(sc_core::sc_time_stamp());
}

}  // namespace pamsim::protocol
