#include "timing/dram_books.h"

#include <algorithm>

namespace pamsim::tests {

using C = memory::Command;
using W = Where;

Expectations row_cycle(const memory::DramPart& part) {
    const memory::DramTimings& t = part.timing;
    const Cycles write_to_precharge = t.cwl + t.bl + t.wr;
    return {
        {"tRCD to a read", {{C::activate, W::home}}, C::read, W::home, t.rcd},
        {"tRCD to a write", {{C::activate, W::home}}, C::write, W::home, t.rcd_wr},
        {"tRAS", {{C::activate, W::home}}, C::precharge, W::home, t.ras},
        {"tRTP", {opened(W::home), {C::read, W::home}}, C::precharge, W::home, t.rtp},
        {"tWR", {opened(W::home), {C::write, W::home}}, C::precharge, W::home, write_to_precharge},
        {"tRP", {opened(W::home), {C::precharge, W::home}}, C::activate, W::home, t.rp},
        {"tRC",
         {{C::activate, W::home}, {C::precharge, W::home, t.ras}},
         C::activate,
         W::home,
         base::max(t.rc, t.ras + t.rp)},
        {"tRAS to PREA", {{C::activate, W::other_group}}, C::precharge_all, W::home, t.ras},
        {"tRTP to PREA",
         {opened(W::other_group), {C::read, W::other_group}},
         C::precharge_all,
         W::home,
         t.rtp},
        {"tWR to PREA",
         {opened(W::other_group), {C::write, W::other_group}},
         C::precharge_all,
         W::home,
         write_to_precharge},
        {"tRP from PREA",
         {opened(W::other_group), {C::precharge_all, W::home}},
         C::activate,
         W::other_group,
         t.rp},
    };
}

Expectations rows_apart() {
    Expectations list = {
        {"a precharge before an activate of another bank",
         {opened(W::same_group), {C::precharge, W::same_group}},
         C::activate,
         W::home},
        {"PREA before an activate of another rank",
         {opened(W::other_rank), {C::precharge_all, W::other_rank}},
         C::activate,
         W::home},
    };
    for (const C after : {C::read, C::write, C::precharge})
        list.push_back({"an activate of another bank",
                        {opened(W::same_group), {C::activate, W::home}},
                        after,
                        W::same_group});
    for (const C column : {C::read, C::write})
        list = list + Expectations{{"a column of another bank keeps no bank open",
                                    {opened(W::home), opened(W::same_group), {column, W::same_group}},
                                    C::precharge,
                                    W::home},
                                   {"a column of another rank keeps no bank open",
                                    {opened(W::home), opened(W::other_rank), {column, W::other_rank}},
                                    C::precharge_all,
                                    W::home}};
    list.push_back({"an activate of another rank before PREA",
                    {{C::activate, W::other_rank}},
                    C::precharge_all,
                    W::home});
    return list;
}

Expectations activates(const memory::DramPart& part) {
    const memory::DramTimings& t = part.timing;
    // Four banks as early as tRRD lets them, every other one in the same group.
    const Cycles second = base::max(t.rrd_s, part.command_bus.act);
    const Cycles third = base::max(second + second, t.rrd_l);
    const Cycles fourth = base::max(third + second, second + t.rrd_l);
    const std::vector<Step> four = {{C::activate, W::home, Cycles{0} - fourth},
                                    {C::activate, W::other_group, second - fourth},
                                    {C::activate, W::same_group, third - fourth},
                                    {C::activate, W::other_group_bank, Cycles{0}}};
    const Cycles fifth = std::max({t.faw - fourth, third - fourth + t.rrd_l, second});
    std::vector<Step> five = four;
    five.push_back({C::activate, W::third_of_group, fifth});
    for (Step& step : five) step.at -= fifth;
    const Cycles sixth = std::max({t.faw + second - fourth - fifth, t.rrd_l, second});
    return {
        {"tRRD_L", {{C::activate, W::home}}, C::activate, W::same_group, t.rrd_l},
        {"tRRD_S", {{C::activate, W::home}}, C::activate, W::other_group, t.rrd_s},
        {"tFAW", four, C::activate, W::third_of_group, fifth},
        {"tFAW moves on", five, C::activate, W::fourth_of_group, sixth},
        {"four activates of another rank", four, C::activate, W::other_rank},
        {"one activate of another rank", {{C::activate, W::other_rank}}, C::activate, W::home},
    };
}

Expectations columns(const memory::DramPart& part) {
    const memory::DramTimings& t = part.timing;
    const Cycles burst = base::max(t.ccd_s, t.bl), written = t.cwl + t.bl;
    const Cycles group = base::max(t.ccd_l, t.bl), group_wr = base::max(t.ccd_l_wr, t.bl);
    const std::vector<Step> ready = {opened(W::home), opened(W::same_group), opened(W::other_group)};
    const auto after = [&](C command) {
        std::vector<Step> steps = ready;
        steps.push_back({command, W::home});
        return steps;
    };
    return {
        {"tCCD_L of reads, one bank", after(C::read), C::read, W::home, group},
        {"tCCD_L of reads", after(C::read), C::read, W::same_group, group},
        {"tCCD_S of reads", after(C::read), C::read, W::other_group, burst},
        {"tCCD_L_WR, one bank", after(C::write), C::write, W::home, group_wr},
        {"tCCD_L_WR", after(C::write), C::write, W::same_group, group_wr},
        {"tCCD_S of writes", after(C::write), C::write, W::other_group, burst},
        {"tRTW", after(C::read), C::write, W::home, t.rtw},
        {"tRTW to another group", after(C::read), C::write, W::other_group, t.rtw},
        {"tWTR_L, one bank", after(C::write), C::read, W::home, written + t.wtr_l},
        {"tWTR_L", after(C::write), C::read, W::same_group, written + t.wtr_l},
        {"tWTR_S", after(C::write), C::read, W::other_group, written + t.wtr_s},
    };
}

/// The data of both keep the same distance as those of two reads.
Expectations rank_switches(const memory::DramPart& part) {
    const memory::DramTimings& t = part.timing;
    const auto after = [](C command) {
        return std::vector<Step>{opened(W::home), opened(W::other_rank), {command, W::home}};
    };
    const Cycles to_write = base::max(t.cl + t.ccd_r - t.cwl, Cycles{1});
    const Cycles to_read = base::max(t.cwl + t.ccd_r - t.cl, Cycles{1});
    return {
        {"a read of another rank after a read", after(C::read), C::read, W::other_rank, t.ccd_r},
        {"a write of another rank after a write", after(C::write), C::write, W::other_rank, t.ccd_r},
        {"a write of another rank after a read", after(C::read), C::write, W::other_rank, to_write},
        {"a read of another rank after a write", after(C::write), C::read, W::other_rank, to_read},
    };
}

Expectations precharges(const memory::DramPart& part, bool all_ranks) {
    const Cycles ppd = part.timing.ppd;
    const std::optional<Cycles> other_rank = all_ranks ? std::optional<Cycles>(ppd) : std::nullopt;
    const std::vector<Step> ready = {opened(W::home), opened(W::same_group), opened(W::other_group)};
    const auto after = [&](C command) {
        std::vector<Step> steps = ready;
        steps.push_back({command, W::home});
        return steps;
    };
    Expectations list = {
        {"tPPD", after(C::precharge), C::precharge, W::same_group, ppd},
        {"tPPD to another group", after(C::precharge), C::precharge, W::other_group, ppd},
        {"tPPD to PREA", after(C::precharge), C::precharge_all, W::home, ppd},
        {"tPPD from PREA", after(C::precharge_all), C::precharge, W::same_group, ppd},
        {"tPPD from PREA to PREA", after(C::precharge_all), C::precharge_all, W::home, ppd},
    };
    for (const C before : {C::precharge, C::precharge_all})
        for (const C to : {C::precharge, C::precharge_all})
            list.push_back({"tPPD to another rank",
                            {opened(W::home), opened(W::other_rank), {before, W::home}},
                            to,
                            W::other_rank,
                            other_rank});
    return list;
}

Expectations pseudo_channels_apart() {
    const W other = W::other_pseudo_channel;
    const std::vector<Step> ready = {opened(W::home), opened(other)};
    const auto after = [&](C command) {
        std::vector<Step> steps = ready;
        steps.push_back({command, W::home});
        return steps;
    };
    return {
        {"activates apart", {{C::activate, W::home}}, C::activate, other},
        {"precharges apart", after(C::precharge), C::precharge, other},
        {"reads apart", after(C::read), C::read, other},
        {"a write after a read apart", after(C::read), C::write, other},
        {"a read after a write apart", after(C::write), C::read, other},
        {"refresh apart", {{C::refresh_all, W::home}}, C::activate, other},
    };
}

Settings settings_of(const memory::DramPart& shipped) {
    memory::DramPart part = shipped;
    if (part.standard == "LPDDR5") part.geometry.ranks = 2;  // shipped with one; the standard has two
    Settings settings = {{"as shipped", part}};
    const auto changed = [&](const std::string& name, const std::function<void(memory::DramPart&)>& change) {
        settings.push_back({name, part});
        change(settings.back().part);
    };
    changed("a short tRP", [](auto& p) { p.timing.rp = Cycles{1}; });
    changed("long rank switches", [](auto& p) { p.timing.ccd_r = Cycles{90}; });
    changed("long tRRD and tPPD", [](auto& p) {
        p.timing.rrd_s = Cycles{9}, p.timing.rrd_l = Cycles{11};
        p.timing.faw = Cycles{80}, p.timing.ppd = Cycles{5};
    });
    changed("long tCCD and tRTW", [](auto& p) {
        p.timing.ccd_s = Cycles{50}, p.timing.ccd_l = Cycles{60}, p.timing.ccd_l_wr = Cycles{70};
        p.timing.rtw += Cycles{80};
    });
    changed("bursts longer than tCCD_S", [](auto& p) {
        p.timing.bl = p.timing.ccd_s + Cycles{1};
        p.timing.ccd_r = base::max(p.timing.ccd_r, p.timing.bl);
    });
    if (part.refresh.fine_divisor > 0)
        changed("fine-grained refresh", [](auto& p) { p.refresh.mode = memory::RefreshMode::fine_grained; });
    return settings;
}

}  // namespace pamsim::tests
