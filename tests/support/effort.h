// How often a random test is repeated: in full, or a tenth of it where sanitizers make every step many times
// slower.
#pragma once

namespace pamsim::tests {

constexpr int effort(int times) {
#ifdef __SANITIZE_ADDRESS__
    return times / 10;
#else
    return times;
#endif
}

}  // namespace pamsim::tests
