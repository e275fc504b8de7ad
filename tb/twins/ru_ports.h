// The ports of pam_ru and pam_ru_tree in one cycle.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/formats.h"

namespace pamsim::tb {

enum class RuOp : std::uint8_t { score_add = 0, score_return = 1, merge = 2, gather = 3 };

/// pam_pkg::ru_cmd_t.
struct RuCommand {
    RuOp op = RuOp::score_add;
    bool finish = false;
    std::uint32_t ways = 1;  ///< one bit for each
    std::uint32_t heads = 1;
    std::uint32_t beats = 1;
    std::uint32_t count = 0;

    std::uint64_t bits() const {
        return std::uint64_t{static_cast<std::uint8_t>(op)} << 37 | std::uint64_t{finish} << 36 |
               std::uint64_t{ways} << 28 | std::uint64_t{heads} << 24 | std::uint64_t{beats} << 16 | count;
    }
    bool scores() const { return op == RuOp::score_add || op == RuOp::score_return; }
    /// Numbers of the ways that take part, lowest first.
    std::vector<std::uint32_t> members() const {
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t w = 0; w < 8; ++w)
            if ((ways >> w & 1u) != 0) numbers.push_back(w);
        return numbers;
    }
};

/// What one cycle drives: a beat of `lanes` values per way, way 0 first; bit w of in_valid is way w's.
struct RuIn {
    bool flush = false;
    bool cmd_valid = false;
    RuCommand cmd;
    std::uint32_t in_valid = 0;
    std::vector<numerics::Bits32> data;
    bool ret_ready = false;
    bool out_ready = false;
};

struct RuOut {
    bool cmd_ready = false;
    std::uint32_t in_ready = 0;
    bool ret_valid = false;
    numerics::Bits32 ret = 0;
    bool ret_last = false;
    bool out_valid = false;
    std::vector<numerics::Bits32> out;
    bool out_last = false;
};

/// Payloads count only where valid.
inline bool operator==(const RuOut& a, const RuOut& b) {
    return a.cmd_ready == b.cmd_ready && a.in_ready == b.in_ready && a.ret_valid == b.ret_valid &&
           (!a.ret_valid || (a.ret == b.ret && a.ret_last == b.ret_last)) && a.out_valid == b.out_valid &&
           (!a.out_valid || (a.out == b.out && a.out_last == b.out_last));
}

}  // namespace pamsim::tb
