#include <stdexcept>

#include "memory/dram/gaps.h"
#include "memory/dram/rule.h"

namespace pamsim::memory {
namespace {

using L = Level;
using C = Command;

/// A bank's own rules are the same in every standard.
Rules bank_rules(const Gaps& g) {
    return {{L::bank, C::activate, C::read, g.rcd, Cause::row},
            {L::bank, C::activate, C::write, g.rcd_wr, Cause::row},
            {L::bank, C::activate, C::precharge, g.ras, Cause::row},
            {L::bank, C::activate, C::activate, g.rc, Cause::row},
            {L::bank, C::precharge, C::activate, g.rp, Cause::row},
            {L::bank, C::read, C::precharge, g.rtp, Cause::row},
            {L::bank, C::write, C::precharge, g.write_to_pre, Cause::row},
            {L::rank, C::activate, C::precharge_all, g.ras, Cause::row},
            {L::rank, C::read, C::precharge_all, g.rtp, Cause::row},
            {L::rank, C::write, C::precharge_all, g.write_to_pre, Cause::row},
            {L::rank, C::precharge_all, C::activate, g.rp, Cause::row}};
}

Rules activate_rules(const Gaps& g) {
    return {{L::bank_group, C::activate, C::activate, g.rrd_l, Cause::activate},
            {L::rank, C::activate, C::activate, g.rrd_s, Cause::activate},
            {L::rank, C::activate, C::activate, g.faw, Cause::faw, 4}};
}

Rules column_rules(const Gaps& g) {
    return {{L::bank_group, C::read, C::read, g.ccd_l, Cause::bank_group},
            {L::bank_group, C::write, C::write, g.ccd_l_wr, Cause::bank_group},
            {L::bank_group, C::write, C::read, g.wtr_l, Cause::turnaround},
            {L::rank, C::read, C::read, g.ccd_s, Cause::burst},
            {L::rank, C::write, C::write, g.ccd_s, Cause::burst},
            {L::rank, C::read, C::write, g.rtw, Cause::turnaround},
            {L::rank, C::write, C::read, g.wtr_s, Cause::turnaround}};
}

/// Ranks (HBM: stack ids) that share a data bus.
Rules rank_switch_rules(const Gaps& g) {
    return {{L::rank, C::read, C::read, g.rank_gap, Cause::turnaround, 1, true},
            {L::rank, C::write, C::write, g.rank_gap, Cause::turnaround, 1, true},
            {L::rank, C::read, C::write, g.rank_rtw, Cause::turnaround, 1, true},
            {L::rank, C::write, C::read, g.rank_wtr, Cause::turnaround, 1, true}};
}

Rules all_bank_refresh_rules(const Gaps& g) {
    return {{L::rank, C::precharge, C::refresh_all, g.rp, Cause::refresh},
            {L::rank, C::precharge_all, C::refresh_all, g.rp, Cause::refresh},
            {L::rank, C::activate, C::refresh_all, g.rc, Cause::refresh},
            {L::rank, C::refresh_all, C::activate, g.rfc, Cause::refresh},
            {L::rank, C::refresh_all, C::refresh_all, g.rfc, Cause::refresh}};
}

/// HBM, LPDDR5 and GDDR6 refresh one bank, DDR5 the same bank of every bank group.
Rules bank_refresh_rules(const Gaps& g) {
    return {{L::bank, C::precharge, C::refresh_bank, g.rp, Cause::refresh},
            {L::rank, C::precharge_all, C::refresh_bank, g.rp, Cause::refresh},
            {L::bank, C::activate, C::refresh_bank, g.rc, Cause::refresh},
            {L::bank, C::refresh_bank, C::activate, g.rfc_pb, Cause::refresh},
            {L::rank, C::refresh_bank, C::activate, g.rrefd, Cause::refresh},
            {L::rank, C::refresh_bank, C::precharge_all, g.rfc_pb, Cause::refresh},
            {L::rank, C::refresh_bank, C::refresh_all, g.rfc_pb, Cause::refresh},
            {L::rank, C::refresh_all, C::refresh_bank, g.rfc, Cause::refresh}};
}

/// Refreshes of different banks overlap (HBM, LPDDR5, GDDR6).
Rules overlapping_refresh_rules(const Gaps& g) {
    return {{L::bank, C::refresh_bank, C::refresh_bank, g.rfc_pb, Cause::refresh},
            {L::rank, C::refresh_bank, C::refresh_bank, g.rrefd, Cause::refresh}};
}

/// An activate before the refresh of another bank: as before another activate (HBM, LPDDR5).
Rules activate_to_refresh_rules(const Gaps& g) {
    return {{L::bank_group, C::activate, C::refresh_bank, g.rrd_l, Cause::activate},
            {L::rank, C::activate, C::refresh_bank, g.rrd_s, Cause::activate}};
}

/// tPPD holds between precharges of any kind (HBM: of a pseudo-channel, else of a rank).
Rules precharge_rules(const Gaps& g, Level reach) {
    Rules rules;
    for (const Command before : {C::precharge, C::precharge_all})
        for (const Command after : {C::precharge, C::precharge_all})
            rules.push_back({reach, before, after, g.ppd, Cause::command_bus});
    return rules;
}

Rules common(const Gaps& g) {
    Rules rules = bank_rules(g);
    add(rules, activate_rules(g));
    add(rules, column_rules(g));
    add(rules, all_bank_refresh_rules(g));
    return rules;
}

Rules hbm(const Gaps& g) {
    Rules rules = common(g);
    add(rules, rank_switch_rules(g));
    add(rules, bank_refresh_rules(g));
    add(rules, overlapping_refresh_rules(g));
    add(rules, activate_to_refresh_rules(g));
    add(rules, precharge_rules(g, L::pseudo_channel));
    return rules;
}

Rules ddr4(const Gaps& g) {
    Rules rules = common(g);
    add(rules, rank_switch_rules(g));
    return rules;
}

Rules ddr5(const Gaps& g) {
    Rules rules = ddr4(g);
    add(rules, bank_refresh_rules(g));
    add(rules, {{L::rank, C::refresh_bank, C::refresh_bank, g.rfc_pb, Cause::refresh},
                {L::rank, C::activate, C::refresh_bank, g.rrd_l, Cause::activate}});
    add(rules, precharge_rules(g, L::rank));
    return rules;
}

/// One rank on a point-to-point bus.
Rules gddr6(const Gaps& g) {
    Rules rules = common(g);
    add(rules, bank_refresh_rules(g));
    add(rules, overlapping_refresh_rules(g));
    rules.push_back({L::rank, C::activate, C::refresh_bank, g.rrd_l, Cause::activate});
    add(rules, precharge_rules(g, L::rank));
    return rules;
}

Rules lpddr5(const Gaps& g) {
    Rules rules = common(g);
    add(rules, rank_switch_rules(g));
    add(rules, bank_refresh_rules(g));
    add(rules, overlapping_refresh_rules(g));
    add(rules, activate_to_refresh_rules(g));
    add(rules, precharge_rules(g, L::rank));
    return rules;
}

}  // namespace

Rules dram_rules(const DramPart& part) {
    const Gaps g(part);
    if (part.standard == "HBM2" || part.standard == "HBM3" || part.standard == "HBM4") return hbm(g);
    if (part.standard == "DDR4") return ddr4(g);
    if (part.standard == "DDR5") return ddr5(g);
    if (part.standard == "GDDR6") return gddr6(g);
    if (part.standard == "LPDDR5") return lpddr5(g);
    throw std::invalid_argument(part.name + ": no timing rules for standard " + part.standard);
}

}  // namespace pamsim::memory
