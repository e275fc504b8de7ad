#include "bench/pim_timing/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/random.h"

namespace pamsim::pim_timing {
namespace {

constexpr std::uint64_t kSeed = 2026;

base::Document document_of(const std::string& part, const std::vector<base::Override>& overrides) {
    return base::Document::load(base::find_file(part, "part").string(), overrides);
}

}  // namespace

std::vector<base::Override> Case::overrides() const {
    std::vector<base::Override> sets;
    if (!power_limit) sets.push_back({"pim.power_cap=none"});
    if (!refresh) sets.push_back({"refresh.mode=none"});
    if (!exempt) sets.push_back({"pim.activate=faw"});
    sets.push_back({kind == CaseKind::streamed ? "pim.q_delivery=stream" : "pim.q_delivery=resident"});
    return sets;
}

std::string Case::text() const {
    const std::string keep =
        tokens.keep_ratio < 1 ? fmt::format(", 1/{:.0f} active", 1 / tokens.keep_ratio) : "";
    return fmt::format("group {}, {} kv-heads of {}, {} tokens {}{}, {}power limit, {}refresh, {}",
                       shape.group, shape.kv_heads, shape.head_dim, tokens.tokens,
                       tokens.even ? "evenly" : "at random", keep, power_limit ? "" : "no ",
                       refresh ? "" : "no ", exempt ? "exempt" : "faw");
}

std::vector<std::string> pim_parts() {
    std::vector<std::string> names;
    for (const std::string& name : base::list_names("parts")) {
        const base::Document document = document_of(name, {});
        if (document.root().text("kind", {""}) == "dram" && document.root().has("pim")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<pim::DramPlan> plan_of(const std::string& part, const Case& one) {
    const base::Document document = document_of(part, one.overrides());
    const base::ConfigNode root = document.root();
    const memory::DramPart dram = memory::DramPart::from(root);
    const pim::DramPim pim = pim::DramPim::from(root.child("pim", ""));
    try {
        return pim::DramPlan(dram, pim, one.shape);
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

Cases::Cases(const std::string& part, std::uint32_t most_tokens, CaseKind kind)
    : part_(part), most_tokens_(most_tokens), kind_(kind) {}

Case Cases::candidate() {
    base::RandomStream random(kSeed + number_, part_);
    const auto up_to = [&](std::uint64_t n) { return static_cast<std::uint32_t>(random.below(n) + 1); };
    const auto coin = [&] { return random.below(2) == 0; };
    Case one{};
    one.shape = {kind_ == CaseKind::level ? 16 + up_to(48) : up_to(16), up_to(16), coin() ? 64u : 128u, 2};
    const double share = random.uniform();
    one.tokens.tokens =
        static_cast<std::uint32_t>(base::portable_exp(share * base::portable_log(most_tokens_)) + 0.5);
    one.tokens.even = coin();
    if (coin()) one.tokens.keep_ratio = 1.0 / (2u << random.below(4));
    one.tokens.seed = kSeed + number_;
    one.power_limit = coin();
    one.refresh = coin();
    one.exempt = coin();
    one.kind = kind_;
    ++number_;
    return one;
}

Case Cases::draw() {
    while (true) {
        const Case one = candidate();
        if (plan_of(part_, one)) return one;
    }
}

}  // namespace pamsim::pim_timing
