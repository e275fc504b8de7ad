// Reads and writes that wait, by bank and direction, each list in order of arrival.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memory/dram/command.h"

namespace pamsim::memory {

class AccessLists {
public:
    struct Access {
        std::uint64_t number;  ///< order of arrival in the channel
        std::uint32_t row, column;
        std::uint64_t tag;
        Cycle submitted;
        std::int32_t next;
        std::uint16_t bank;
        bool write;
    };
    static constexpr std::int32_t kNone = -1;

    /// Room for `capacity` accesses.
    AccessLists(std::size_t banks, std::size_t capacity);

    /// `access.next` is not looked at.
    void push(const Access& access);
    /// Takes one out, whatever its place in its list.
    Access remove(std::int32_t access);

    const Access& operator[](std::int32_t access) const { return pool_[static_cast<std::size_t>(access)]; }
    /// The oldest access of a bank and direction, or kNone.
    std::int32_t head(std::uint32_t bank, bool write) const { return lists_[bank].head[write]; }
    /// The first access to a row, from there on in its list; kNone: there is none.
    std::int32_t find_row(std::int32_t from, std::int64_t row) const {
        while (from != kNone && (*this)[from].row != row) from = (*this)[from].next;
        return from;
    }

private:
    struct List {
        std::array<std::int32_t, 2> head{kNone, kNone}, tail{kNone, kNone};
    };
    std::vector<List> lists_;  ///< by bank
    std::vector<Access> pool_;
    std::vector<std::int32_t> free_;
};

}  // namespace pamsim::memory
