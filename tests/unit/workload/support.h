// What the tests of this folder share: files that live as long as a test, errors as values.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/config.h"

namespace pamsim::workload {

/// A file with the given content in a folder of its own, gone with the object.
class ScratchFile {
public:
    ScratchFile(const std::string& name, const std::string& content) {
        // ctest runs tests at the same time: the test's name keeps them apart.
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::path(::testing::TempDir()) /
                  (std::string("pamsim_") + test->test_suite_name() + "_" + test->name());
        std::filesystem::create_directories(folder_);
        path_ = folder_ / name;
        std::ofstream(path_, std::ios::binary) << content;
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path folder_;
    std::filesystem::path path_;
};

/// The ConfigError that `action` must throw.
template <class Action>
base::ConfigError error_of(Action action) {
    try {
        action();
    } catch (const base::ConfigError& error) {
        return error;
    }
    ADD_FAILURE() << "no ConfigError was thrown";
    return {{"", 0, 0}, "", "no error"};
}

}  // namespace pamsim::workload
