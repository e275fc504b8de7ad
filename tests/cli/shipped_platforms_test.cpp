// Every platform that is shipped serves a small workload to its end.
#include "support/program.h"

namespace pamsim::test {
namespace {

/// Results of 20 chats on each shipped platform, with a model that its GPUs hold.
class ShippedPlatforms : public ::testing::Test {
protected:
    template <class Look>
    void each(Look look) const {
        const Words names = json_of({"list", "platforms"})["platforms"].get<Words>();
        ASSERT_GE(names.size(), 6U);
        for (const std::string& name : names) {
            SCOPED_TRACE(name);
            const std::string model = name.find("mini") == std::string::npos ? "llama3-70b" : "tiny";
            look(json_of({"run", name, "--model", model, "--workload", "pam-mini-chat", "--max-requests",
                          "20", "--set", "layers=representative"}));
        }
    }
};

TEST_F(ShippedPlatforms, CompleteEveryRequest) {
    each([](const Json& json) {
        EXPECT_EQ(json["outcome"], "completed");
        EXPECT_EQ(json["requests"]["completed"], 20);
    });
}

TEST_F(ShippedPlatforms, ConserveRequests) {
    each([](const Json& json) {
        const Json& r = json["requests"];
        EXPECT_EQ(r["arrived"].get<int>(),
                  r["completed"].get<int>() + r["rejected"].get<int>() + r["unfinished"].get<int>());
    });
}

TEST_F(ShippedPlatforms, BreakTheDecodeStepIntoPartsThatSumToIt) {
    each([](const Json& json) {
        double sum = 0;
        for (const Json& part : json["step_breakdown_s"]) sum += part.get<double>();
        const double step = json["decode_step_s"];
        EXPECT_NEAR(sum, step, 1e-9 * step);
    });
}

TEST_F(ShippedPlatforms, KeepTheirKvWithinTheirLevels) {
    each([](const Json& json) {
        for (const auto& [name, level] : json["levels"].items()) {
            const Json& c = level["capacity"];
            std::int64_t sum = 0;
            for (const char* part : {"weights", "activations", "labels", "metadata", "reserve", "kv"})
                sum += c[std::string(part) + "_bytes"].get<std::int64_t>();
            EXPECT_LE(sum, c["total_bytes"].get<std::int64_t>()) << name;
            EXPECT_LE(level.value("kv_bytes_peak", std::int64_t{0}), c["kv_bytes"].get<std::int64_t>())
                << name;
        }
    });
}

TEST_F(ShippedPlatforms, ReadNoFasterThanTheirPeak) {
    each([](const Json& json) {
        for (const auto& [name, level] : json["levels"].items()) {
            const double achieved = level.value("achieved_bytes_per_s", 0.0);
            EXPECT_LE(achieved, level["peak_bytes_per_s"].get<double>()) << name;
        }
    });
}

TEST_F(ShippedPlatforms, HaveTheStableKeysOfResults) {
    each([](const Json& json) {
        for (const char* key : {"schema", "platform", "model", "workload", "policy",
                                "throughput_tokens_per_s", "tpot_s", "ttft_s", "e2e_s", "requests",
                                "simulated_s", "steps", "step_breakdown_s", "levels", "migration"})
            EXPECT_TRUE(json.contains(key)) << key;
        for (const char* part :
             {"gpu", "score", "attention", "reduction", "fabric", "migration", "host", "latency", "wait"})
            EXPECT_TRUE(json["step_breakdown_s"].contains(part)) << part;
    });
}

}  // namespace
}  // namespace pamsim::test
