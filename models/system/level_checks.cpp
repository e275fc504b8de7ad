#include "system/level_checks.h"

#include <fmt/format.h>

namespace pamsim::system {

void check_mac_interval(const base::ConfigNode& node, const memory::DramPart& part, const pim::DramPim& pim) {
    const auto ccd_l = static_cast<std::uint32_t>(part.timing.ccd_l.value());
    if (pim.mac_interval_nocap_cycles < ccd_l)
        node.fail("mac_interval_nocap_cycles",
                  fmt::format("found {}, allowed is at least t_ccd_l_cycles = {}",
                              pim.mac_interval_nocap_cycles, ccd_l));
    const auto longest = part.longest_row();
    if (!longest) return;
    const bool capped = pim.power_cap == pim::PowerCap::column_rate;
    const std::uint32_t interval = capped ? pim.mac_interval_cycles : pim.mac_interval_nocap_cycles;
    const std::int64_t most = longest->value() / part.geometry.columns;
    if (interval > most)
        node.fail(
            capped ? "mac_interval_cycles" : "mac_interval_nocap_cycles",
            fmt::format("found {}, allowed is at most {}: refresh waits for a row of {} columns, and eight "
                        "times t_refi_cycles = {} at most",
                        interval, most, part.geometry.columns, part.timing.refi.value()));
}

void check_read_retries(const base::ConfigNode& node, const memory::FlashPart& part) {
    const auto pages = static_cast<double>(part.capacity().value() / part.page_bytes);
    double lost = pages;
    for (std::uint32_t sense = 0; sense <= part.read_retry_limit; ++sense) lost *= part.read_retry_rate;
    if (lost >= 1)
        node.fail(
            "read_retry_rate",
            fmt::format("found {}, at which {:.0f} of the drive's {:.0f} pages fail once and "
                        "read_retry_limit = {} more times; allowed is a rate at which fewer than one does",
                        part.read_retry_rate, lost, pages, part.read_retry_limit));
}

}  // namespace pamsim::system
