#include "support/coverage.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace pamsim::tb {
namespace {

TEST(Coverage, NamesTheBinsThatWereNotMet) {
    Coverage coverage("unit");
    Coverage::Row& row = coverage.row("table", "port", {"a", "b", "c"});
    row.hit(1);
    EXPECT_EQ(coverage.missed(), (std::vector<std::string>{"table, port: a", "table, port: c"}));
    coverage.row("table", "port", {"a", "b", "c"}).hit(0);
    EXPECT_EQ(coverage.missed(), (std::vector<std::string>{"table, port: c"}));
    coverage.require_all({"table, port: c"});
    row.hit(2);
}

TEST(Coverage, RowsOfATestAddUpInItsFile) {
    const char* real = std::getenv("PAMSIM_COVERAGE_DIR");
    const std::string before = real == nullptr ? "" : real;
    setenv("PAMSIM_COVERAGE_DIR", ".", 1);
    for (int i = 0; i < 2; ++i) {
        Coverage coverage("unit");
        coverage.row("table", "port", {"a"}).hit(0, 7);
    }
    real == nullptr ? unsetenv("PAMSIM_COVERAGE_DIR") : setenv("PAMSIM_COVERAGE_DIR", before.c_str(), 1);
    const std::string path = "Coverage.RowsOfATestAddUpInItsFile.tsv";
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    std::filesystem::remove(path);
    EXPECT_EQ(text.str(), "table\tunit\tport\ta\t7\ntable\tunit\tport\ta\t7\n");
}

}  // namespace
}  // namespace pamsim::tb
