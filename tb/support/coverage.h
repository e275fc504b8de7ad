// Functional coverage: how often a bench met what it should meet, counted in named bins.
//
// A row is one port of one unit in one table ("special values", "stalls", ...); rows of a table have the same
// bins. At the end of a test its rows go to a file of their own in $PAMSIM_COVERAGE_DIR (ctest sets it);
// after the last test tb/support/coverage_table adds up the files of all tests and prints one table per kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace pamsim::tb {

class Coverage {
public:
    class Row {
    public:
        Row(std::string table, std::string port, std::vector<std::string> bins);
        void hit(std::size_t bin, std::uint64_t times = 1) { counts_.at(bin) += times; }
        const std::string& table() const { return table_; }
        const std::string& port() const { return port_; }
        const std::vector<std::string>& bins() const { return bins_; }
        std::uint64_t count(std::size_t bin) const { return counts_.at(bin); }

    private:
        std::string table_;
        std::string port_;
        std::vector<std::string> bins_;
        std::vector<std::uint64_t> counts_;
    };

    /// Of one test of the unit `unit`, e.g. "pam_exp".
    explicit Coverage(std::string unit);
    /// Writes the rows.
    ~Coverage();
    Coverage(const Coverage&) = delete;
    Coverage& operator=(const Coverage&) = delete;

    /// A row of `table` for `port` (a port or a class of them, e.g. "in_a"). Stays where it is as long as the
    /// Coverage.
    Row& row(const std::string& table, const std::string& port, const std::vector<std::string>& bins);
    /// Bins of all rows that were never hit, as "table, port: bin"; empty when all were.
    std::vector<std::string> missed() const;
    /// A GoogleTest failure for each of missed(), except those named in `impossible` ("table, port: bin").
    void require_all(const std::vector<std::string>& impossible = {}) const;

private:
    std::string unit_;
    std::deque<Row> rows_;
};

}  // namespace pamsim::tb
