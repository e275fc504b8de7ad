#include "kv/spread.h"

#include <algorithm>
#include <tuple>

#include "base/invariant.h"
#include "base/units.h"

namespace pamsim::kv {

namespace {

/// Homes that would each have a row of blocks, the last one perhaps a part of a row.
std::int64_t rows(const SpreadQuestion& q) {
    return std::clamp<std::int64_t>(base::ceil_div(q.blocks, q.groups), 1, q.domains);
}

/// A home costs its domain one q and one partial per kv-head, about the time of a row; with this many rows it
/// is a few per cent.
constexpr std::int64_t kRowsPerHome = 16;

/// A level that will be as full as this needs small pieces: large ones leave gaps that the last sequences
/// must all share, and their domains then hold up the rest.
constexpr double kNearlyFull = 0.9;

class Balanced : public Spread {
public:
    std::uint32_t span(const SpreadQuestion& q) const override {
        const std::int64_t fitting = q.capacity_blocks / std::max<std::int64_t>(1, q.blocks);
        const std::int64_t resident = std::min<std::int64_t>(q.expected_sequences, fitting);
        const std::int64_t sharers = std::max<std::int64_t>(1, base::ceil_div(resident, q.microbatches));
        const bool tight =
            static_cast<double>(resident * q.blocks) > kNearlyFull * static_cast<double>(q.capacity_blocks);
        const std::int64_t homes = std::max(q.domains / sharers, tight ? rows(q) / kRowsPerHome : 1);
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(homes, 1, rows(q)));
    }
};

class Wide : public Spread {
public:
    std::uint32_t span(const SpreadQuestion& q) const override { return static_cast<std::uint32_t>(rows(q)); }
};

class Narrow : public Spread {
public:
    std::uint32_t span(const SpreadQuestion&) const override { return 1; }
};

}  // namespace

const std::vector<std::string>& spread_names() {
    static const std::vector<std::string> names = {"balanced", "wide", "narrow"};
    return names;
}

std::unique_ptr<const Spread> make_spread(const std::string& name) {
    if (name == "balanced") return std::make_unique<Balanced>();
    if (name == "wide") return std::make_unique<Wide>();
    if (name == "narrow") return std::make_unique<Narrow>();
    throw base::InvariantError("kv/spread", "no rule is called \"" + name + "\"");
}

void pick_least_loaded(std::vector<Candidate>& candidates, std::uint32_t count) {
    const auto end =
        candidates.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(count, candidates.size()));
    std::partial_sort(candidates.begin(), end, candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.full, a.depth, a.blocks, a.domain) < std::tie(b.full, b.depth, b.blocks, b.domain);
    });
}

}  // namespace pamsim::kv
