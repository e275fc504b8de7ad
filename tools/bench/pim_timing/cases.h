// Random attentions of one DRAM-PIM device: which part, which heads, which tokens, which limits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "pim/attention_shape.h"
#include "pim/dram_plan.h"
#include "pim/part_alone.h"

namespace pamsim::pim_timing {

enum class CaseKind : std::uint8_t {
    plain,
    streamed,  ///< q beside the columns instead of in the buffer
    level      ///< 17 to 64 kv-heads, of which the closed form follows as many as a level does
};

struct Case {
    pim::AttentionShape shape;
    pim::AloneTokens tokens;
    bool power_limit, refresh, exempt;  ///< exempt: all-bank activation needs no tFAW
    CaseKind kind = CaseKind::plain;

    std::vector<base::Override> overrides() const;
    /// In words, for a table's cell.
    std::string text() const;
};

/// Every shipped DRAM part with PIM, by name.
std::vector<std::string> pim_parts();

/// Nothing when the part refuses the shape (a PU buffer, say, that holds no head of q).
std::optional<pim::DramPlan> plan_of(const std::string& part, const Case& one);

/// Draws cases of one part: group and kv-heads 1 to 16, tokens 1 to `most_tokens` with every factor of two
/// equally likely, blocks dealt out evenly or tokens at random, all or a half to a sixteenth of them active.
class Cases {
public:
    Cases(const std::string& part, std::uint32_t most_tokens, CaseKind kind = CaseKind::plain);
    /// The next case that the part takes.
    Case draw();

private:
    Case candidate();

    std::string part_;
    std::uint32_t most_tokens_;
    CaseKind kind_;
    std::uint64_t number_ = 0;
};

}  // namespace pamsim::pim_timing
