// pamsim list.
#include <sstream>

#include "support/program.h"

namespace pamsim::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

Words names(const std::string& kind) {
    return json_of({"list", kind})[kind].get<Words>();
}

TEST(List, ShowsThePlatforms) {
    EXPECT_THAT(names("platforms"), IsSupersetOf({"pam-dgx-h100", "attacc-dgx-h100", "gpu-offload-dgx-h100",
                                                  "lpim-dgx-h100", "attacc-dgx-a100", "pam-mini"}));
}

TEST(List, ShowsTheParts) {
    EXPECT_THAT(names("parts"),
                IsSupersetOf({"a100-80gb", "h100-sxm", "h200-sxm", "rtx4090", "hbm2-2000", "hbm3-5200",
                              "hbm3-6400", "hbm3-5200-pim", "ddr4-2400", "ddr4-3200", "ddr5-4800",
                              "ddr5-6400", "ddr4-3200-pim", "nvme-paper", "nvme-paper-pim"}));
}

TEST(List, ShowsTheModels) {
    EXPECT_THAT(names("models"), IsSupersetOf({"qwen2.5-32b", "llama3-70b", "opt-175b", "gpt3-175b",
                                               "opt-66b", "opt-30b", "opt-13b", "llama-65b", "llama2-7b",
                                               "llama2-13b", "llama2-70b", "llama3-8b", "tiny"}));
}

TEST(List, ShowsTheWorkloads) {
    EXPECT_THAT(names("workloads"), IsSupersetOf({"azure-code", "azure-conv", "pam-mini-chat"}));
}

TEST(List, ShowsOneNameALine) {
    const Answer answer = pamsim({"list", "models"});
    EXPECT_EQ(answer.code, 0);
    std::istringstream in(answer.out);
    Words lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    EXPECT_EQ(lines, names("models"));
}

TEST(List, ShowsThePolicyWordsThatPlatformsAccept) {
    const Json policies = json_of({"list", "policies"})["policies"];
    ASSERT_GE(policies.size(), 6U);
    for (const auto& [key, words] : policies.items()) {
        SCOPED_TRACE(key);
        std::string all;
        for (const std::string& word : words.get<Words>()) all += (all.empty() ? "" : ", ") + word;
        expect_refusal(mini(set({key + "=no_such_word"})),
                       {"found 'no_such_word', allowed are " + all + "\n"});
    }
}

TEST(List, OfAnUnknownKindNamesTheKinds) {
    expect_refusal({"list", "colours"}, {"colours", "parts", "platforms", "models", "workloads", "policies"});
}

TEST(List, OfNothingIsRefused) {
    expect_refusal({"list"}, {"what is required"});
}

}  // namespace
}  // namespace pamsim::test
