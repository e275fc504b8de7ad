// Shipped DRAM parts without PIM, for tests that need no SystemC.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/config.h"
#include "memory/dram_part.h"

namespace pamsim::tests {

/// A part by its bare name, with keys set as on the command line.
inline memory::DramPart dram(const std::string& name, const std::vector<std::string>& sets = {}) {
    std::vector<base::Override> overrides;
    for (const std::string& set : sets) overrides.push_back({set});
    const base::Document document = base::Document::load(base::find_file(name, "part").string(), overrides);
    return memory::DramPart::from(document.root());
}

/// Every shipped DRAM part; one with PIM has the memory of the part that it extends.
inline std::vector<std::string> dram_names() {
    std::vector<std::string> names;
    for (const std::string& name : base::list_names("parts")) {
        const base::ConfigNode root = base::Document::load(base::find_file(name, "part").string()).root();
        if (root.text("kind", {""}) == "dram" && !root.has("pim")) names.push_back(name);
    }
    return names;
}

/// A part's name as GoogleTest takes names.
inline std::string test_name(const ::testing::TestParamInfo<std::string>& part) {
    std::string name = part.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

}  // namespace pamsim::tests
