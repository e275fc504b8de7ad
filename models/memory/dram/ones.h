// The ones of a word, for loops over sets of small numbers.
#pragma once

#include <cstdint>

namespace pamsim::memory {

/// Positions of the ones, from the lowest on.
class Ones {
public:
    class Iterator {
    public:
        explicit Iterator(std::uint64_t left) : left_(left) {}
        std::uint32_t operator*() const { return static_cast<std::uint32_t>(__builtin_ctzll(left_)); }
        Iterator& operator++() {
            left_ &= left_ - 1;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return left_ != other.left_; }

    private:
        std::uint64_t left_;
    };

    explicit Ones(std::uint64_t word) : word_(word) {}
    Iterator begin() const { return Iterator(word_); }
    Iterator end() const { return Iterator(0); }

private:
    std::uint64_t word_;
};

}  // namespace pamsim::memory
