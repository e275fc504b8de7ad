#include "support/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <utility>

namespace pamsim::tb {
namespace {

/// The file of the running test, and whether an earlier Coverage of this process began it.
std::ofstream open_for_test(const std::string& folder) {
    static std::map<std::string, int> begun;
    const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = test == nullptr ? "none" : std::string(test->test_suite_name()) + "." + test->name();
    std::replace(name.begin(), name.end(), '/', '.');
    const bool first = begun[name]++ == 0;
    return std::ofstream(folder + "/" + name + ".tsv", first ? std::ios::trunc : std::ios::app);
}

}  // namespace

Coverage::Row::Row(std::string table, std::string port, std::vector<std::string> bins)
    : table_(std::move(table)), port_(std::move(port)), bins_(std::move(bins)), counts_(bins_.size()) {}

Coverage::Coverage(std::string unit) : unit_(std::move(unit)) {}

Coverage::~Coverage() {
    const char* folder = std::getenv("PAMSIM_COVERAGE_DIR");
    if (folder == nullptr) {
        return;
    }
    std::ofstream file = open_for_test(folder);
    for (const Row& row : rows_) {
        for (std::size_t i = 0; i < row.bins().size(); ++i) {
            file << row.table() << '\t' << unit_ << '\t' << row.port() << '\t' << row.bins()[i] << '\t'
                 << row.count(i) << '\n';
        }
    }
}

Coverage::Row& Coverage::row(const std::string& table, const std::string& port,
                             const std::vector<std::string>& bins) {
    for (Row& row : rows_) {
        if (row.table() == table && row.port() == port) {
            return row;
        }
    }
    return rows_.emplace_back(table, port, bins);
}

std::vector<std::string> Coverage::missed() const {
    std::vector<std::string> missed;
    for (const Row& row : rows_) {
        for (std::size_t i = 0; i < row.bins().size(); ++i) {
            if (row.count(i) == 0) {
                missed.push_back(row.table() + ", " + row.port() + ": " + row.bins()[i]);
            }
        }
    }
    return missed;
}

void Coverage::require_all(const std::vector<std::string>& impossible) const {
    for (const std::string& bin : missed()) {
        if (std::find(impossible.begin(), impossible.end(), bin) == impossible.end()) {
            ADD_FAILURE() << unit_ << " never met " << bin;
        }
    }
}

}  // namespace pamsim::tb
