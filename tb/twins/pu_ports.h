// The ports of pam_pu in one cycle.
#pragma once

#include <cstdint>
#include <ios>
#include <ostream>
#include <vector>

#include "numerics/formats.h"

namespace pamsim::tb {

enum class PuOp : std::uint8_t { load_q = 0, score = 1, context = 2 };

/// pam_pkg::pu_cmd_t.
struct PuCommand {
    PuOp op = PuOp::load_q;
    bool partial = false;
    std::uint32_t heads = 1;
    std::uint32_t beats = 1;
    std::uint32_t tokens = 0;

    std::uint32_t bits() const {
        return static_cast<std::uint32_t>(op) << 29 | std::uint32_t{partial} << 28 | heads << 24 |
               beats << 16 | tokens;
    }
};

struct PuIn {
    bool flush = false;
    bool cmd_valid = false;
    PuCommand cmd;
    bool q_valid = false;
    std::vector<numerics::Bits16> q;
    bool data_valid = false;
    std::vector<numerics::Bits16> data;
    bool score_in_valid = false;
    numerics::Bits32 score_in = 0;
    bool score_ready = false;
    bool out_ready = false;
};

struct PuOut {
    bool cmd_ready = false;
    bool q_ready = false;
    bool data_ready = false;
    bool score_in_ready = false;
    bool score_valid = false;
    numerics::Bits32 score = 0;
    bool score_last = false;
    bool out_valid = false;
    std::vector<numerics::Bits32> out;
    bool out_last = false;
};

/// Payloads count only where valid.
inline bool operator==(const PuOut& a, const PuOut& b) {
    return a.cmd_ready == b.cmd_ready && a.q_ready == b.q_ready && a.data_ready == b.data_ready &&
           a.score_in_ready == b.score_in_ready && a.score_valid == b.score_valid &&
           (!a.score_valid || (a.score == b.score && a.score_last == b.score_last)) &&
           a.out_valid == b.out_valid && (!a.out_valid || (a.out == b.out && a.out_last == b.out_last));
}

inline std::ostream& operator<<(std::ostream& stream, const PuOut& out) {
    stream << "ready of cmd, q, data, score_in " << out.cmd_ready << out.q_ready << out.data_ready
           << out.score_in_ready << std::hex;
    if (out.score_valid) stream << ", score " << out.score << (out.score_last ? " last" : "");
    if (out.out_valid) {
        stream << ", out";
        for (const numerics::Bits32 value : out.out) stream << ' ' << value;
        stream << (out.out_last ? " last" : "");
    }
    return stream << std::dec;
}

}  // namespace pamsim::tb
