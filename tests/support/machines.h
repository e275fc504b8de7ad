// Platforms, models and workloads for system tests. One simulation per process: one TEST, one run.
#pragma once

#include <string>
#include <vector>

#include "system/attention_run.h"
#include "system/platform.h"
#include "system/serving_run.h"
#include "workload/model_shape.h"
#include "workload/workload.h"

namespace pamsim::tests {

inline system::Platform platform(const std::string& name, const std::vector<base::Override>& overrides = {}) {
    return system::Platform::from(
        base::Document::load(base::find_file(name, "platform").string(), overrides));
}

/// `count` requests of the same lengths, `gap_s` apart.
inline workload::Workload requests(std::size_t count, std::uint32_t input, std::uint32_t output,
                                   double gap_s = 0) {
    workload::Workload workload;
    workload.name = "test";
    for (std::size_t i = 0; i < count; ++i)
        workload.requests.push_back({i, base::picoseconds(gap_s * static_cast<double>(i)), input, output});
    return workload;
}

}  // namespace pamsim::tests
