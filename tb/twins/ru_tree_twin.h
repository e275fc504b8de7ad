// Cycle twin of pam_ru_tree: leaves and root are RuTwins; between them are wires and the fork of the root's
// ret.
#pragma once

#include <cstdint>
#include <vector>

#include "twins/ru_twin.h"

namespace pamsim::tb {

/// As RuIn, with a command for all, groups x ways ports (group 0's lowest) and a bit of ret_ready per group.
struct RuTreeIn {
    bool flush = false;
    bool cmd_valid = false;
    RuCommand cmd;
    std::uint64_t in_valid = 0;
    std::vector<numerics::Bits32> data;
    std::uint32_t ret_ready = 0;
    bool out_ready = false;
};

struct RuTreeOut {
    struct Ret {
        bool valid = false;
        numerics::Bits32 data = 0;
        bool last = false;

        bool operator==(const Ret& other) const {
            return valid == other.valid && (!valid || (data == other.data && last == other.last));
        }
    };
    bool cmd_ready = false;
    std::uint64_t in_ready = 0;
    std::vector<Ret> ret;  ///< one per group
    bool out_valid = false;
    std::vector<numerics::Bits32> out;
    bool out_last = false;
};
/// Payloads count only where valid.
bool operator==(const RuTreeOut& a, const RuTreeOut& b);

class RuTreeTwin {
public:
    using In = RuTreeIn;
    using Out = RuTreeOut;

    RuTreeTwin(std::uint32_t groups, const numerics::RuShape& leaf);

    RuTreeOut step(const RuTreeIn& in);
    void reset();

private:
    bool idle() const;
    std::uint32_t groups() const { return static_cast<std::uint32_t>(leaves_.size()); }
    RuCommand root_command(const RuCommand& command) const;
    RuIn root_in(const RuTreeIn& in, bool start) const;
    RuIn leaf_in(const RuTreeIn& in, bool start, std::uint32_t group) const;
    RuTreeOut::Ret ret(std::uint32_t group) const;

    numerics::RuShape shape_;
    std::vector<RuTwin> leaves_;
    RuTwin root_;
    std::uint32_t taken_ = 0;  ///< groups that have the root's ret beat already
};

}  // namespace pamsim::tb
