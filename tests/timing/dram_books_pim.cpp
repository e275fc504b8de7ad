#include "timing/dram_books_pim.h"

#include <algorithm>

namespace pamsim::tests {
namespace {

using C = memory::Command;
using W = Where;

/// Rows that a domain opened long ago, the one at `where` among them.
Step open_row(W where) {
    Step step = opened(where);
    step.command = C::pim_activate;
    return step;
}

/// All activates of a row as early as tFAW lets them, then the precharge: cycles from the precharge.
std::vector<Step> closed_at_once(const Setting& setting) {
    const memory::DramTimings& t = setting.part.timing;
    std::vector<Step> steps;
    for (std::int64_t left = setting.pim->activates; left-- > 0;)
        steps.push_back({C::pim_activate, W::home, Cycles{0} - t.ras - left * t.faw});
    steps.push_back({C::pim_precharge, W::home});
    return steps;
}

}  // namespace

Expectations pim_rows(const Setting& setting) {
    const memory::DramTimings& t = setting.part.timing;
    const std::vector<Step> closed = closed_at_once(setting);
    // tRC runs from the row's first activate; tFAW, with several, from its last.
    const Cycles faw = setting.pim->activates > 1 ? t.faw - t.ras : Cycles{0};
    const Cycles next = std::max({t.rp, t.rc + closed.front().at, faw});
    const auto after = [](C command) { return std::vector<Step>{open_row(W::home), {command, W::home}}; };
    Expectations list = {
        {"tRCD to a MAC", {{C::pim_activate, W::home}}, C::mac, W::home, t.rcd},
        {"tRCD to a score read", {{C::pim_activate, W::home}}, C::score_read, W::home, t.rcd},
        {"tRCD to a score write", {{C::pim_activate, W::home}}, C::score_write, W::home, t.rcd_wr},
        {"tRAS", {{C::pim_activate, W::home}}, C::pim_precharge, W::home, t.ras},
        {"tRTP of a MAC", after(C::mac), C::pim_precharge, W::home, t.rtp},
        {"tRTP of a score read", after(C::score_read), C::pim_precharge, W::home, t.rtp},
        {"tWR of a score write", after(C::score_write), C::pim_precharge, W::home, t.cwl + t.bl + t.wr},
        {"tRP", after(C::pim_precharge), C::pim_activate, W::home, t.rp},
        {"tRC", closed, C::pim_activate, W::home, next},
    };
    if (setting.pim->activates > 1)
        list.push_back({"tFAW", {{C::pim_activate, W::home}}, C::pim_activate, W::home, t.faw});
    for (const C before : {C::mac, C::score_write, C::score_read})
        for (const C next_column : {C::mac, C::score_write, C::score_read})
            list.push_back({std::string("the power limit from ") + memory::kCommandNames[index(before)],
                            after(before), next_column, W::home, Cycles{setting.pim->mac_interval}});
    return list;
}

/// Bank sets lie across the same bank groups, so that tRRD_L is between them.
Expectations pim_bank_sets(const Setting& setting) {
    const memory::DramTimings& t = setting.part.timing;
    const W same_set = W::other_group, other_set = W::same_group;
    const Cycles activates = setting.pim->activates > 1 ? base::max(t.rrd_l, t.faw) : t.rrd_l;
    const auto after = [&](C command) {
        return std::vector<Step>{open_row(W::home), open_row(other_set), {command, W::home}};
    };
    Expectations list = {
        {"tRCD in all of the set", {{C::pim_activate, W::home}}, C::mac, same_set, t.rcd},
        {"tRP in all of the set",
         {open_row(W::home), {C::pim_precharge, W::home}},
         C::pim_activate,
         same_set,
         t.rp},
        {"tRRD_L to another set", {{C::pim_activate, W::home}}, C::pim_activate, other_set, activates},
        {"the power limit over sets", after(C::mac), C::mac, other_set, Cycles{setting.pim->mac_interval}},
    };
    for (const C column : {C::mac, C::score_read, C::score_write}) {
        list.push_back({"a column keeps no other set open", after(column), C::pim_precharge, other_set});
        list.push_back({"a row is open when another set opens",
                        {open_row(other_set), {C::pim_activate, W::home}},
                        column,
                        other_set});
    }
    list.push_back({"an activate keeps no other set open",
                    {open_row(other_set), {C::pim_activate, W::home}},
                    C::pim_precharge,
                    other_set});
    list.push_back({"a precharge of another set",
                    {open_row(W::home), {C::pim_precharge, W::home}},
                    C::pim_activate,
                    other_set});
    return list;
}

/// Sets of all ranks in lockstep share the domain's limits.
Expectations pim_bank_sets_in_lockstep(const Setting& setting) {
    const W set = W::other_rank;
    Expectations list = {
        {"tRRD_L over ranks", {{C::pim_activate, W::home}}, C::pim_activate, set, setting.part.timing.rrd_l},
        {"MODE to ACTab over ranks",
         {{C::mode_change, W::home}},
         C::pim_activate,
         set,
         Cycles{setting.pim->mode_change}}};
    for (const C before : {C::mac, C::score_write, C::score_read})
        for (const C after : {C::mac, C::score_write, C::score_read})
            list.push_back(
                {std::string("the power limit over ranks from ") + memory::kCommandNames[index(before)],
                 {open_row(W::home), open_row(set), {before, W::home}},
                 after,
                 set,
                 Cycles{setting.pim->mac_interval}});
    return list;
}

Expectations pim_domains_apart(const Setting& setting, W other) {
    const auto on_bus = [](C command) { return command == C::query_write || command == C::partial_read; };
    Expectations list;
    for (const C before : {C::precharge, C::precharge_all, C::refresh_all, C::pim_activate, C::pim_precharge,
                           C::mac, C::score_write, C::score_read, C::query_write, C::mode_change})
        for (const C after :
             {C::activate, C::refresh_all, C::pim_activate, C::pim_precharge, C::mac, C::score_write,
              C::score_read, C::query_write, C::partial_read, C::mode_change}) {
            if (other == W::other_rank && on_bus(before) && on_bus(after)) continue;
            const bool row = before == C::precharge || before == C::precharge_all;
            list.push_back({std::string(memory::kCommandNames[index(before)]) + " apart from " +
                                memory::kCommandNames[index(after)],
                            {open_row(W::home), row ? opened(other) : open_row(other), {before, other}},
                            after,
                            W::home});
        }
    std::vector<Step> row = closed_at_once(setting);
    for (Step& step : row) step.where = other;
    list.push_back({"tRC apart", row, C::pim_activate, W::home});
    if (setting.part.refresh.rfc_pb > Cycles{0})
        list = list +
               Expectations{{"REFpb apart from MODE", {{C::refresh_bank, other}}, C::mode_change, W::home},
                            {"MODE apart from REFpb", {{C::mode_change, other}}, C::refresh_bank, W::home}};
    return list;
}

Expectations pim_book(const Setting& setting) {
    Expectations list = pim_rows(setting) + pim_data(setting) + pim_modes(setting) +
                        pim_domains_apart(setting, W::other_pseudo_channel);
    if (setting.pim->per_rank) list = list + pim_domains_apart(setting, W::other_rank);
    if (setting.pim->same_bank) list = list + pim_bank_sets(setting);
    if (setting.pim->same_bank && !setting.pim->per_rank) list = list + pim_bank_sets_in_lockstep(setting);
    return within(setting.part.geometry, list);
}

}  // namespace pamsim::tests
