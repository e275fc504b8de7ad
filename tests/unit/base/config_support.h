// A folder of files to load, and the whole error of a bad one in one comparison.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "base/config.h"

namespace pamsim::base {

/// The sentence of the ConfigError that `act` throws, checked to be made of its parts.
inline std::string error_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const ConfigError& error) {
        const std::string what = error.what();
        const std::string place = error.mark().line == 0
                                      ? error.mark().file
                                      : error.mark().file + ":" + std::to_string(error.mark().line) + ":" +
                                            std::to_string(error.mark().column);
        const std::string key = error.key().empty() ? "" : error.key() + ": ";
        EXPECT_EQ(what, place + ": " + key + error.message());
        return what;
    }
    return "no error";
}

inline Document parsed(const std::string& yaml, const std::vector<Override>& overrides = {}) {
    return Document::parse(yaml, "x.yaml", overrides);
}

/// Works in a folder of its own, which is the platforms folder as well.
class ConfigFolder : public testing::Test {
protected:
    void SetUp() override {
        before_ = std::filesystem::current_path();
        folder_ = std::filesystem::path(testing::TempDir()) / ("pamsim_config_" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_ / "shipped");
        std::filesystem::current_path(folder_);
        ::setenv("PAMSIM_PLATFORMS", "shipped", 1);
    }
    void TearDown() override {
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(folder_);
        ::unsetenv("PAMSIM_PLATFORMS");
    }
    static void write(const std::filesystem::path& file, const std::string& text) {
        if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }

private:
    std::filesystem::path before_, folder_;
};

}  // namespace pamsim::base
