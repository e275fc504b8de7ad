#include <algorithm>
#include <stdexcept>

#include "timing/dram_books.h"

namespace pamsim::tests {
namespace {

Expectations common(const memory::DramPart& part) {
    return row_cycle(part) + rows_apart() + activates(part) + columns(part) + all_bank_refresh(part) +
           refresh_apart(part.standard != "DDR4");
}

/// HBM2, HBM3, HBM4: stack ids are ranks of one data bus; precharges of all of them share tPPD.
Expectations hbm(const memory::DramPart& part) {
    const BankRefreshGaps gaps{part.timing.rrd_s, part.refresh.rrefd};
    return common(part) + rank_switches(part) + bank_refresh(part, gaps, false) + precharges(part, true) +
           pseudo_channels_apart();
}

/// JESD79-5: REFsb follows an activate after tRRD_L and another REFsb after tRFCsb, whatever the bank.
Expectations ddr5(const memory::DramPart& part) {
    const BankRefreshGaps gaps{part.timing.rrd_l, part.refresh.rfc_pb};
    return common(part) + rank_switches(part) + bank_refresh(part, gaps, true) + precharges(part, false) +
           pseudo_channels_apart();
}

Expectations gddr6(const memory::DramPart& part) {
    const BankRefreshGaps gaps{part.timing.rrd_l, part.refresh.rrefd};
    return common(part) + bank_refresh(part, gaps, false) + precharges(part, false);
}

Expectations lpddr5(const memory::DramPart& part) {
    const BankRefreshGaps gaps{part.timing.rrd_s, part.refresh.rrefd};
    return common(part) + rank_switches(part) + bank_refresh(part, gaps, false) + precharges(part, false);
}

Expectations of_standard(const memory::DramPart& part) {
    if (part.standard == "HBM2" || part.standard == "HBM3" || part.standard == "HBM4") return hbm(part);
    if (part.standard == "DDR4") return common(part) + rank_switches(part);
    if (part.standard == "DDR5") return ddr5(part);
    if (part.standard == "GDDR6") return gddr6(part);
    if (part.standard == "LPDDR5") return lpddr5(part);
    throw std::invalid_argument("nothing is written down for standard " + part.standard);
}

bool exists(Where where, const memory::DramGeometry& geometry) {
    if (where == Where::other_rank) return geometry.ranks > 1;
    if (where == Where::other_pseudo_channel) return geometry.pseudo_channels > 1;
    return true;
}

}  // namespace

Expectations standard_book(const Setting& setting) {
    return within(setting.part.geometry, of_standard(setting.part));
}

Expectations within(const memory::DramGeometry& geometry, const Expectations& expectations) {
    Expectations possible;
    for (const Expectation& expectation : expectations) {
        const auto fits = [&](const Step& step) { return exists(step.where, geometry); };
        if (exists(expectation.where, geometry) &&
            std::all_of(expectation.before.begin(), expectation.before.end(), fits))
            possible.push_back(expectation);
    }
    return possible;
}

}  // namespace pamsim::tests
