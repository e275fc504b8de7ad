// The roofline against measured GEMMs (ai-dynamo/aiconfigurator, bf16). The error is what the README states;
// the tables are read from $PAMSIM_DATA (default ../shared/data) and the test is skipped by name without
// them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gpu/roofline.h"
#include "support/parts.h"

namespace pamsim::gpu {
namespace {

std::string table(const std::string& name) {
    const char* data = std::getenv("PAMSIM_DATA");
    return (data != nullptr ? std::string(data) : PAMSIM_SOURCE_DIR "/../shared/data") + "/gpu/" + name;
}

/// Median of |model / measured - 1| over every row "m,n,k,latency_ms"; negative without the table.
double median_error(const std::string& part_name, const std::string& file) {
    const GpuPart part = GpuPart::from(tests::part(part_name).root());
    std::ifstream in(table(file));
    std::vector<double> errors;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        double m = 0, n = 0, k = 0, ms = 0;
        if (std::sscanf(line.c_str(), "%lf,%lf,%lf,%lf", &m, &n, &k, &ms) != 4) continue;
        const auto bytes = static_cast<std::int64_t>(2 * (n * k + m * (n + k)));
        const double model = roofline_s(part, 2 * m * n * k, bytes) + base::seconds(part.kernel_floor);
        errors.push_back(std::abs(model / (ms * 1e-3) - 1));
    }
    if (errors.empty()) return -1;
    std::nth_element(errors.begin(), errors.begin() + errors.size() / 2, errors.end());
    return errors[errors.size() / 2];
}

TEST(MeasuredGemm, H100IsMetWithinEightPercentAtTheMedian) {
    const double error = median_error("h100-sxm", "h100_gemm_bf16.csv");
    if (error < 0) GTEST_SKIP() << table("h100_gemm_bf16.csv") << " is not there";
    EXPECT_NEAR(error, 0.08, 0.01);
}

TEST(MeasuredGemm, A100IsMetWithin27PercentAtTheMedian) {
    const double error = median_error("a100-80gb", "a100_gemm_bf16.csv");
    if (error < 0) GTEST_SKIP() << table("a100_gemm_bf16.csv") << " is not there";
    EXPECT_NEAR(error, 0.27, 0.01);
}

}  // namespace
}  // namespace pamsim::gpu
