#include "timing/dram_books.h"

namespace pamsim::tests {
namespace {

using C = memory::Command;
using W = Where;

/// An activate, and the precharge as soon as it may come: home is closed, in cycles from the precharge.
std::vector<Step> closed_at_once(const memory::DramTimings& t) {
    return {{C::activate, W::home, Cycles{0} - t.ras}, {C::precharge, W::home}};
}

}  // namespace

Expectations refresh_apart(bool of_banks) {
    const W rank = W::other_rank;
    std::vector<C> refreshes = {C::refresh_all};
    if (of_banks) refreshes.push_back(C::refresh_bank);
    Expectations list;
    for (const C refresh : refreshes) {
        const std::string name = memory::kCommandNames[index(refresh)];
        list = list +
               Expectations{
                   {"a precharge before " + name, {opened(rank), {C::precharge, rank}}, refresh, W::home},
                   {"PREA before " + name, {opened(rank), {C::precharge_all, rank}}, refresh, W::home},
                   {"an activate before " + name, {{C::activate, rank}}, refresh, W::home},
                   {name + " before an activate", {{refresh, rank}}, C::activate, W::home},
                   {name + " before PREA", {opened(W::home), {refresh, rank}}, C::precharge_all, W::home}};
        for (const C other : refreshes)
            list.push_back({name + " before a refresh", {{refresh, rank}}, other, W::home});
    }
    return list;
}

Expectations all_bank_refresh(const memory::DramPart& part) {
    const memory::DramTimings& t = part.timing;
    const Cycles rfc = part.refresh.mode == memory::RefreshMode::fine_grained ? part.refresh.rfc_fine : t.rfc;
    const std::vector<Step> refreshed = {{C::refresh_all, W::home}};
    return {
        {"tRP to REFab", {opened(W::home), {C::precharge, W::home}}, C::refresh_all, W::home, t.rp},
        {"tRP from PREA to REFab",
         {opened(W::home), {C::precharge_all, W::home}},
         C::refresh_all,
         W::home,
         t.rp},
        {"tRC to REFab", closed_at_once(t), C::refresh_all, W::home, base::max(t.rp, t.rc - t.ras)},
        {"tRFC", refreshed, C::activate, W::other_group, rfc},
        {"tRFC to REFab", refreshed, C::refresh_all, W::home, rfc},
    };
}

Expectations bank_refresh(const memory::DramPart& part, const BankRefreshGaps& gaps, bool bank_set) {
    const memory::DramTimings& t = part.timing;
    const memory::DramRefresh& r = part.refresh;
    const Cycles rfc = r.mode == memory::RefreshMode::fine_grained ? r.rfc_fine : t.rfc;
    const std::vector<Step> refreshed = {{C::refresh_bank, W::home}};
    // Bank 0 of another group: of the same set, or a bank like any other.
    const W twin = W::other_group;
    const std::vector<Step> twin_closed = {opened(twin), {C::precharge, twin}};
    Expectations list = {
        {"tRP to a bank's refresh",
         {opened(W::home), {C::precharge, W::home}},
         C::refresh_bank,
         W::home,
         t.rp},
        {"a precharge of another bank",
         {opened(W::same_group), {C::precharge, W::same_group}},
         C::refresh_bank,
         W::home},
        {"tRP from PREA to a bank's refresh",
         {opened(W::same_group), {C::precharge_all, W::home}},
         C::refresh_bank,
         W::home,
         t.rp},
        {"tRC to a bank's refresh", closed_at_once(t), C::refresh_bank, W::home,
         base::max(t.rp, t.rc - t.ras)},
        {"an activate before a bank's refresh",
         {{C::activate, W::same_group}},
         C::refresh_bank,
         W::home,
         t.rrd_l},
        {"an activate in another group before a bank's refresh",
         {{C::activate, W::other_group_bank}},
         C::refresh_bank,
         W::home,
         gaps.activate_to_refresh_other_group},
        {"tRFCpb", refreshed, C::activate, W::home, r.rfc_pb},
        {"tRFCpb to the bank's next refresh", refreshed, C::refresh_bank, W::home, r.rfc_pb},
        {"tRREFD", refreshed, C::activate, W::same_group, r.rrefd},
        {"tRREFD to another group", refreshed, C::activate, W::other_group_bank, r.rrefd},
        {"to the refresh of another bank", refreshed, C::refresh_bank, W::same_group,
         gaps.refresh_to_refresh},
        {"tRFCpb to REFab", refreshed, C::refresh_all, W::home, r.rfc_pb},
        {"tRFCpb to PREA",
         {opened(W::same_group), {C::refresh_bank, W::home}},
         C::precharge_all,
         W::home,
         r.rfc_pb},
        {"tRFC to a bank's refresh", {{C::refresh_all, W::home}}, C::refresh_bank, W::home, rfc},
        {"a bank's refresh leaves open banks",
         {opened(W::same_group), {C::refresh_bank, W::home}},
         C::read,
         W::same_group},
    };
    if (bank_set)
        return list + Expectations{{"tRP of the set", twin_closed, C::refresh_bank, W::home, t.rp},
                                   {"tRFCsb of the set", refreshed, C::activate, twin, r.rfc_pb}};
    return list + Expectations{{"a precharge of another group", twin_closed, C::refresh_bank, W::home},
                               {"tRREFD of another group", refreshed, C::activate, twin, r.rrefd}};
}

}  // namespace pamsim::tests
