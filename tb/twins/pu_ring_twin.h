// Cycle twin of pam_pu_ring: the p of 16 scores.
#pragma once

#include <cstddef>
#include <deque>

#include "numerics/formats.h"

namespace pamsim::tb {

class PuRingTwin {
public:
    bool in_ready() const { return p_.size() < kDepth; }
    bool out_valid() const { return next_ < p_.size(); }
    numerics::Bits16 out() const { return p_[next_]; }

    void write(numerics::Bits16 p) { p_.push_back(p); }
    /// The entry shown is used; `rewind`: next is the oldest again; `release`: it is not needed any more.
    void use(bool rewind, bool release) {
        ++next_;
        if (release) {
            p_.pop_front();
            --next_;
        }
        if (rewind) next_ = 0;
    }
    void flush() {
        p_.clear();
        next_ = 0;
    }

private:
    static constexpr std::size_t kDepth = 16;
    std::deque<numerics::Bits16> p_;  ///< in use or to come, the oldest first
    std::size_t next_ = 0;
};

}  // namespace pamsim::tb
