// Sizes, cycles and times as types: Bytes + Cycles does not compile.
// Capacity is binary (KiB, GiB), bandwidth is decimal (GB/s = 1e9 B/s); there is no decimal kilobyte literal.
#pragma once

#include <cmath>
#include <cstdint>

namespace pamsim::base {

/// A whole number of one thing. Conversions between things happen in named functions only.
template <class Tag>
class Count {
public:
    constexpr Count() = default;
    constexpr explicit Count(std::int64_t n) : n_(n) {}
    constexpr std::int64_t value() const { return n_; }

    constexpr Count& operator+=(Count o) {
        n_ += o.n_;
        return *this;
    }
    constexpr Count& operator-=(Count o) {
        n_ -= o.n_;
        return *this;
    }
    friend constexpr Count operator+(Count a, Count b) { return Count{a.n_ + b.n_}; }
    friend constexpr Count operator-(Count a, Count b) { return Count{a.n_ - b.n_}; }
    friend constexpr Count operator*(Count a, std::int64_t k) { return Count{a.n_ * k}; }
    friend constexpr Count operator*(std::int64_t k, Count a) { return Count{a.n_ * k}; }
    friend constexpr Count operator/(Count a, std::int64_t k) { return Count{a.n_ / k}; }
    friend constexpr std::int64_t operator/(Count a, Count b) { return a.n_ / b.n_; }
    friend constexpr bool operator==(Count a, Count b) { return a.n_ == b.n_; }
    friend constexpr bool operator!=(Count a, Count b) { return a.n_ != b.n_; }
    friend constexpr bool operator<(Count a, Count b) { return a.n_ < b.n_; }
    friend constexpr bool operator>(Count a, Count b) { return a.n_ > b.n_; }
    friend constexpr bool operator<=(Count a, Count b) { return a.n_ <= b.n_; }
    friend constexpr bool operator>=(Count a, Count b) { return a.n_ >= b.n_; }

private:
    std::int64_t n_ = 0;
};

using Bytes = Count<struct BytesTag>;
using Cycles = Count<struct CyclesTag>;

/// Simulated time outside the SystemC kernel, in whole picoseconds (an int64 holds 106 days).
/// protocol/time.h is the only place that turns it into sc_time.
using Picoseconds = Count<struct PicosecondsTag>;

constexpr Bytes KiB{1024};
constexpr Bytes MiB{1024 * 1024};
constexpr Bytes GiB{1024LL * 1024 * 1024};

constexpr double seconds(Picoseconds t) {
    return static_cast<double>(t.value()) * 1e-12;
}

/// Rounds to the nearest picosecond; the only way from floating seconds to time.
inline Picoseconds picoseconds(double s) {
    return Picoseconds{static_cast<std::int64_t>(std::floor(s * 1e12 + 0.5))};
}

template <class Tag>
constexpr Count<Tag> max(Count<Tag> a, Count<Tag> b) {
    return a < b ? b : a;
}
template <class Tag>
constexpr Count<Tag> min(Count<Tag> a, Count<Tag> b) {
    return b < a ? b : a;
}

constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

}  // namespace pamsim::base
