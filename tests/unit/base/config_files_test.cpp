#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

class ConfigFiles : public ConfigFolder {
protected:
    void SetUp() override {
        ConfigFolder::SetUp();
        write("shipped/pam.yaml", "a: 1\n");
        write("shipped/base/node.yaml", "a: 2\n");
        write("shipped/parts/hbm/hbm3.yaml", "a: 3\n");
        write("shipped/models/tiny.yaml", "a: 4\n");
        write("shipped/workloads/tiny.yaml", "a: 5\n");
        write("own.yaml", "a: 6\n");
    }
};

TEST_F(ConfigFiles, APathIsTakenAsItIs) {
    EXPECT_EQ(find_file("own.yaml", "platform"), "own.yaml");
}

TEST_F(ConfigFiles, TheExtensionMayBeLeftOut) {
    EXPECT_EQ(find_file("own", "platform"), "own.yaml");
}

TEST_F(ConfigFiles, APathMayStartAtThePlatformsFolder) {
    EXPECT_EQ(find_file("base/node", "platform"), "shipped/base/node.yaml");
}

TEST_F(ConfigFiles, ABareNameIsFoundAnywhereBelow) {
    EXPECT_EQ(find_file("hbm3", "part"), "shipped/parts/hbm/hbm3.yaml");
    EXPECT_EQ(find_file("hbm3.yaml", "part"), "shipped/parts/hbm/hbm3.yaml");
}

TEST_F(ConfigFiles, ABareNameOfTheKindIsPreferred) {
    EXPECT_EQ(find_file("tiny", "model"), "shipped/models/tiny.yaml");
    EXPECT_EQ(find_file("tiny", "workload"), "shipped/workloads/tiny.yaml");
}

TEST_F(ConfigFiles, ABareNameOfSeveralFilesIsAnError) {
    EXPECT_EQ(error_of([] { find_file("tiny", "platform"); }),
              "tiny: several files have this name; write one of models/tiny.yaml, workloads/tiny.yaml");
}

TEST_F(ConfigFiles, AnUnknownNameListsTheKnownOnesOfItsKind) {
    EXPECT_EQ(error_of([] { find_file("hbm2", "part"); }),
              "hbm2: no such file or part; known parts are hbm3; did you mean hbm3?");
    EXPECT_EQ(error_of([] { find_file("zzz", "platform"); }),
              "zzz: no such file or platform; known platforms are pam");
    EXPECT_EQ(error_of([] { find_file("", "model"); }), ": no such file or model; known models are tiny");
}

TEST_F(ConfigFiles, AFileOfAnyKindIsFoundByItsBareName) {
    EXPECT_EQ(find_file("hbm3", "file"), "shipped/parts/hbm/hbm3.yaml");
    EXPECT_EQ(error_of([] { find_file("zzz", "file"); }),
              "zzz: no such file or platform; known platforms are pam");
}

TEST_F(ConfigFiles, AFolderIsNotAFile) {
    EXPECT_EQ(error_of([] { find_file("shipped", "platform"); }),
              "shipped: no such file or platform; known platforms are pam");
}

TEST_F(ConfigFiles, ListsNamesSortedByFolder) {
    write("shipped/attacc.yaml", "a: 1\n");
    EXPECT_EQ(list_names(""), (std::vector<std::string>{"attacc", "pam"}));
    EXPECT_EQ(list_names("parts"), std::vector<std::string>{"hbm3"});
    EXPECT_EQ(list_names("no_such_folder"), std::vector<std::string>{});
}

TEST_F(ConfigFiles, ADocumentKnowsItsFile) {
    EXPECT_EQ(Document::load("own").file(), "own.yaml");
    EXPECT_EQ(Document::load("hbm3").root().uint("a", {""}), 3u);
}

TEST(PlatformsFolder, IsThatOfTheSourceTreeUnlessChosen) {
    ::unsetenv("PAMSIM_PLATFORMS");
    EXPECT_EQ(platforms_folder(), std::filesystem::path(PAMSIM_SOURCE_DIR) / "platforms");
    ::setenv("PAMSIM_PLATFORMS", "elsewhere", 1);
    EXPECT_EQ(platforms_folder(), "elsewhere");
    ::unsetenv("PAMSIM_PLATFORMS");
}

}  // namespace
}  // namespace pamsim::base
