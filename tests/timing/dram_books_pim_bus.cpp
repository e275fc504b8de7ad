#include <algorithm>

#include "timing/dram_books_pim.h"

namespace pamsim::tests {
namespace {

using C = memory::Command;
using W = Where;

bool moves_in(C command) {
    return command == C::write || command == C::query_write;
}

/// Between two bursts of one rank that go in and out of it as reads and writes do.
Cycles same_rank_gap(const memory::DramTimings& t, C before, C after) {
    if (moves_in(before) == moves_in(after)) return base::max(t.ccd_s, t.bl);
    return moves_in(after) ? t.rtw : t.cwl + t.bl + t.wtr_s;
}

/// Between two bursts of different ranks: their data tCCD_R apart.
Cycles other_rank_gap(const memory::DramTimings& t, C before, C after) {
    const Cycles first = moves_in(before) ? t.cwl : t.cl, second = moves_in(after) ? t.cwl : t.cl;
    return base::max(first + t.ccd_r - second, Cycles{1});
}

std::string name_of(C before, C after, const std::string& rest) {
    return std::string(memory::kCommandNames[index(before)]) + " to " + memory::kCommandNames[index(after)] +
           rest;
}

/// A burst of PIM at home before and after an ordinary access.
Expectations beside(C pim, C access, W ordinary, Cycles to_access, Cycles to_pim) {
    const std::string rest = ordinary == W::home ? "" : " of another rank";
    return {{name_of(pim, access, rest), {opened(ordinary), {pim, W::home}}, access, ordinary, to_access},
            {name_of(access, pim, rest), {opened(ordinary), {access, ordinary}}, pim, W::home, to_pim}};
}

Step open_row() {
    Step step = opened(W::home);
    step.command = C::pim_activate;
    return step;
}

/// Ordinary commands of one rank of the domain, around its changes of mode and its rows.
Expectations rank_in_domain(const Setting& setting, W rank) {
    const memory::DramTimings& t = setting.part.timing;
    const memory::DramRefresh& r = setting.part.refresh;
    const Cycles rfc = r.mode == memory::RefreshMode::fine_grained ? r.rfc_fine : t.rfc;
    const Cycles mode{setting.pim->mode_change};
    const Step activate{C::pim_activate, W::home, Cycles{0} - t.ras}, close{C::pim_precharge, W::home};
    Expectations list = {
        {"tRP to MODE", {opened(rank), {C::precharge, rank}}, C::mode_change, W::home, t.rp},
        {"tRP from PREA to MODE", {opened(rank), {C::precharge_all, rank}}, C::mode_change, W::home, t.rp},
        {"tRFC to MODE", {{C::refresh_all, rank}}, C::mode_change, W::home, rfc},
        {"tRFC to ACTab", {{C::refresh_all, rank}}, C::pim_activate, W::home, rfc},
        {"MODE to ACT", {{C::mode_change, W::home}}, C::activate, rank, mode},
        {"MODE to REFab", {{C::mode_change, W::home}}, C::refresh_all, rank, mode},
        {"tRP from PREab to REFab", {open_row(), close}, C::refresh_all, rank, t.rp},
        {"tRC from ACTab to REFab", {activate, close}, C::refresh_all, rank, base::max(t.rp, t.rc - t.ras)},
    };
    if (r.rfc_pb > Cycles{0}) {
        list.push_back({"tRFCpb to MODE", {{C::refresh_bank, rank}}, C::mode_change, W::home, r.rfc_pb});
        list.push_back({"MODE to REFpb", {{C::mode_change, W::home}}, C::refresh_bank, rank, mode});
    }
    return list;
}

}  // namespace

Expectations pim_data(const Setting& setting) {
    const memory::DramTimings& t = setting.part.timing;
    const bool two_ranks = setting.pim->per_rank && setting.part.geometry.ranks > 1;
    Expectations list;
    for (const C pim : {C::partial_read, C::query_write})
        for (const C after : {C::partial_read, C::query_write}) {
            list.push_back(
                {name_of(pim, after, ""), {{pim, W::home}}, after, W::home, same_rank_gap(t, pim, after)});
            if (two_ranks)
                list.push_back({name_of(pim, after, " of another rank"),
                                {{pim, W::home}},
                                after,
                                W::other_rank,
                                other_rank_gap(t, pim, after)});
        }
    // Ordinary accesses of the domain itself come only after a change of mode: the bus alone is looked at.
    for (const C pim : {C::partial_read, C::query_write})
        for (const C access : {C::read, C::write})
            for (const W ordinary : {W::home, W::other_rank}) {
                const auto gap = two_ranks && ordinary == W::other_rank ? other_rank_gap : same_rank_gap;
                list = list + beside(pim, access, ordinary, gap(t, pim, access), gap(t, access, pim));
            }
    return list;
}

Expectations pim_modes(const Setting& setting) {
    const Cycles mode{setting.pim->mode_change};
    const memory::DramTimings& t = setting.part.timing;
    Expectations list = {
        {"tRP from PREab to MODE", {open_row(), {C::pim_precharge, W::home}}, C::mode_change, W::home, t.rp},
        {"q is in before MODE", {{C::query_write, W::home}}, C::mode_change, W::home, t.cwl + t.bl}};
    for (const C after : {C::mode_change, C::pim_activate, C::query_write, C::partial_read})
        list.push_back({std::string("MODE to ") + memory::kCommandNames[index(after)],
                        {{C::mode_change, W::home}},
                        after,
                        W::home,
                        mode});
    list = list + rank_in_domain(setting, W::home);
    if (!setting.pim->per_rank) list = list + rank_in_domain(setting, W::other_rank);
    return list;
}

}  // namespace pamsim::tests
