// The shipped part files, whole or with one line changed.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/config.h"
#include "fabric/link_part.h"
#include "gpu/gpu_part.h"
#include "memory/dram_part.h"
#include "memory/flash_part.h"
#include "pim/pim_part.h"

namespace pamsim::tests {

inline const std::vector<std::string> gpu_parts = {"a100-80gb", "h100-sxm", "h200-sxm", "rtx4090"};
inline const std::vector<std::string> dram_parts = {"hbm2-2000", "hbm3-5200", "hbm3-6400",
                                                    "ddr4-2400", "ddr4-3200", "ddr5-4800",
                                                    "ddr5-5600", "ddr5-6400", "gddr6-16000"};
inline const std::vector<std::string> dram_parts_without_pim = {"hbm4-8000", "lpddr5-6400"};
inline const std::vector<std::string> link_parts = {"nvlink3",  "nvlink4",   "pcie4-x4", "pcie4-x16",
                                                    "pcie5-x4", "pcie5-x16", "cxl2-x16", "rdma-400g"};
inline const std::vector<std::string> pus = {"hbm-pu", "ddr-pu", "ssd-pu", "gddr-pu"};
inline const std::vector<std::string> rus = {"hbm-ru", "ddr-ru", "ssd-ru"};

inline std::vector<std::string> all_dram_parts() {
    std::vector<std::string> names = dram_parts;
    names.insert(names.end(), dram_parts_without_pim.begin(), dram_parts_without_pim.end());
    return names;
}

/// `file` is a path below platforms/parts, "hbm/hbm3-5200.yaml".
inline std::string part_path(const std::string& file) {
    return std::string(PAMSIM_SOURCE_DIR) + "/platforms/parts/" + file;
}

inline std::string part_text(const std::string& file) {
    std::ifstream in(part_path(file));
    if (!in) throw std::runtime_error("cannot read " + part_path(file));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The part with this bare name, as a user would name it.
template <class Part>
Part load_part(const std::string& name) {
    return Part::from(base::Document::load(name).root());
}

template <class Pim>
Pim load_pim(const std::string& name) {
    return Pim::from(base::Document::load(name).root().child("pim", "test"));
}

}  // namespace pamsim::tests
