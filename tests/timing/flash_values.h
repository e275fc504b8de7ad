// A small drive with a translation layer, and a store that keeps every byte of it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "flash_drive.h"
#include "memory/flash/ftl.h"

namespace pamsim::memory {

/// A small drive: 2 channels, 2 dies, blocks of 16 rows.
inline FlashPart small_part(const std::vector<base::Override>& more = {}) {
    std::vector<base::Override> all{{"channels=2"},
                                    {"dies=2"},
                                    {"planes=2"},
                                    {"blocks=40"},
                                    {"pages=16"},
                                    {"page_bytes=512"},
                                    {"over_provisioning=0.25"}};
    all.insert(all.end(), more.begin(), more.end());
    return flash_part(all);
}

using Bytes512 = std::array<std::uint8_t, 512>;

/// Keeps what is programmed, and what the host wrote.
class Values : public PageStore {
public:
    void program(PhysicalPage to, LogicalPage page) override { put(to, host.at(page)); }
    void copy(PhysicalPage from, PhysicalPage to) override { put(to, Bytes512(flash.at(from))); }
    void erase(PhysicalPage first, std::uint32_t count) override {
        for (std::uint32_t i = 0; i < count; ++i)
            flash.erase(PhysicalPage{static_cast<std::uint32_t>(first) + i});
    }

    std::map<LogicalPage, Bytes512> host;
    std::map<PhysicalPage, Bytes512> flash;

private:
    void put(PhysicalPage to, const Bytes512& bytes) {
        // Flash is not overwritten: a page is programmed once between erases.
        ASSERT_TRUE(flash.emplace(to, bytes).second);
    }
};

}  // namespace pamsim::memory
