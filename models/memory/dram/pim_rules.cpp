#include "memory/dram/gaps.h"
#include "memory/dram/rule.h"

namespace pamsim::memory {
namespace {

using L = Level;
using C = Command;

bool moves_in(Command command) {
    return command == C::write || command == C::query_write;
}

/// q and partials are data on the bus as writes and reads of their rank are.
Rules pim_data_rules(const Gaps& g, Level own, bool other_ranks) {
    Rules rules;
    for (const Command before : {C::read, C::write, C::partial_read, C::query_write})
        for (const Command after : {C::read, C::write, C::partial_read, C::query_write}) {
            const bool pim = before > C::refresh_bank || after > C::refresh_bank;
            if (!pim) continue;
            const bool turns = moves_in(before) != moves_in(after), to_write = moves_in(after);
            const Cause cause = turns ? Cause::turnaround : Cause::burst;
            rules.push_back({own, before, after, !turns ? g.ccd_s : to_write ? g.rtw : g.wtr_s, cause});
            const Cycle switched = !turns ? g.rank_gap : to_write ? g.rank_rtw : g.rank_wtr;
            if (other_ranks) rules.push_back({own, before, after, switched, Cause::turnaround, 1, true});
        }
    return rules;
}

}  // namespace

Rules pim_rules(const DramPart& part, const PimTimings& pim) {
    const Gaps g(part);
    const Level domain = pim.domain_level();
    const Level row = pim.same_bank ? L::bank_set : domain;
    Rules rules;
    // A row of every bank that the command reaches.
    add(rules, {{row, C::pim_activate, C::pim_precharge, g.ras, Cause::row},
                {row, C::pim_activate, C::pim_activate, g.rc, Cause::row, pim.activates},
                {row, C::pim_precharge, C::pim_activate, g.rp, Cause::row},
                {row, C::pim_activate, C::mac, g.rcd, Cause::row},
                {row, C::pim_activate, C::score_read, g.rcd, Cause::row},
                {row, C::pim_activate, C::score_write, g.rcd_wr, Cause::row},
                {row, C::mac, C::pim_precharge, g.rtp, Cause::row},
                {row, C::score_read, C::pim_precharge, g.rtp, Cause::row},
                {row, C::score_write, C::pim_precharge, g.write_to_pre, Cause::row}});
    if (pim.activates > 1) rules.push_back({domain, C::pim_activate, C::pim_activate, g.faw, Cause::faw});
    if (pim.same_bank) rules.push_back({domain, C::pim_activate, C::pim_activate, g.rrd_l, Cause::activate});
    // Columns of all banks at once are what the power limit spaces, whatever they carry.
    for (const Command before : {C::mac, C::score_write, C::score_read})
        for (const Command after : {C::mac, C::score_write, C::score_read})
            rules.push_back({domain, before, after, pim.mac_interval, Cause::power});
    add(rules, pim_data_rules(g, domain, pim.per_rank && part.geometry.ranks > 1));
    // Banks are closed around a change of mode and around refresh.
    add(rules, {{domain, C::precharge, C::mode_change, g.rp, Cause::row},
                {domain, C::precharge_all, C::mode_change, g.rp, Cause::row},
                {domain, C::pim_precharge, C::mode_change, g.rp, Cause::row},
                {domain, C::query_write, C::mode_change, g.write_data, Cause::query},
                {domain, C::refresh_all, C::mode_change, g.rfc, Cause::refresh},
                {domain, C::pim_precharge, C::refresh_all, g.rp, Cause::refresh},
                {domain, C::pim_activate, C::refresh_all, g.rc, Cause::refresh},
                {domain, C::refresh_all, C::pim_activate, g.rfc, Cause::refresh}});
    for (const Command after :
         {C::activate, C::refresh_all, C::mode_change, C::pim_activate, C::query_write, C::partial_read})
        rules.push_back({domain, C::mode_change, after, pim.mode_change, Cause::mode});
    if (g.rfc_pb > 0)
        add(rules, {{domain, C::refresh_bank, C::mode_change, g.rfc_pb, Cause::refresh},
                    {domain, C::mode_change, C::refresh_bank, pim.mode_change, Cause::mode}});
    return rules;
}

}  // namespace pamsim::memory
