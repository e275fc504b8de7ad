// Shipped parts as values, for tests that compute with them by hand.
#pragma once

#include <string>

#include "base/config.h"
#include "memory/dram_part.h"
#include "memory/flash_part.h"
#include "pim/pim_part.h"

namespace pamsim::tests {

inline base::Document part(const std::string& name, const std::vector<base::Override>& overrides = {}) {
    return base::Document::load(base::find_file(name, "part").string(), overrides);
}

struct DramPimPart {
    memory::DramPart part;
    pim::DramPim pim;
};
inline DramPimPart dram_pim(const std::string& name, const std::vector<base::Override>& overrides = {}) {
    const auto root = part(name, overrides).root();
    return {memory::DramPart::from(root), pim::DramPim::from(root.child("pim", ""))};
}

struct FlashPimPart {
    memory::FlashPart part;
    pim::FlashPim pim;
};
inline FlashPimPart flash_pim(const std::string& name, const std::vector<base::Override>& overrides = {}) {
    const auto root = part(name, overrides).root();
    return {memory::FlashPart::from(root), pim::FlashPim::from(root.child("pim", ""))};
}

}  // namespace pamsim::tests
