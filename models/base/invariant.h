// A broken invariant stops the run with what and where; the program ends with exit code 1.
#pragma once

#include <stdexcept>
#include <string>

namespace pamsim::base {

class InvariantError : public std::runtime_error {
public:
    InvariantError(const std::string& where, const std::string& what)
        : std::runtime_error(where + ": " + what) {}
};

/// For hot paths: no text is built while the invariant holds.
inline void require(bool holds, const char* where, const char* what) {
    if (!holds) throw InvariantError(where, what);
}
inline void require(bool holds, const std::string& where, const std::string& what) {
    if (!holds) throw InvariantError(where, what);
}

}  // namespace pamsim::base
