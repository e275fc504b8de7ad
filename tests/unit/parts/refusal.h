// A shipped part file with one line changed, and what its reader says to it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <ostream>

#include "part_files.h"

namespace pamsim::tests {

using Reader = std::function<void(const base::ConfigNode&)>;

inline const Reader read_dram = [](const base::ConfigNode& n) { memory::DramPart::from(n); };
inline const Reader read_flash = [](const base::ConfigNode& n) { memory::FlashPart::from(n); };
inline const Reader read_gpu = [](const base::ConfigNode& n) { gpu::GpuPart::from(n); };
inline const Reader read_link = [](const base::ConfigNode& n) { fabric::LinkPart::from(n); };
inline const Reader read_pu = [](const base::ConfigNode& n) { pim::PuPart::from(n); };
inline const Reader read_ru = [](const base::ConfigNode& n) { pim::RuPart::from(n); };
inline const Reader read_dram_pim = [](const base::ConfigNode& n) {
    pim::DramPim::from(n.child("pim", "test"));
};
inline const Reader read_flash_pim = [](const base::ConfigNode& n) {
    pim::FlashPim::from(n.child("pim", "test"));
};

struct Changed {
    std::string text;
    int line;
};

/// The file with the line of `key` (the last part of a dotted path) replaced by `replacement`.
inline Changed change_line(const std::string& file, const std::string& key, const std::string& replacement) {
    const std::string leaf = key.substr(key.rfind('.') + 1) + ":";
    std::istringstream in(part_text(file));
    Changed changed{"", 0};
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const auto start = line.find_first_not_of(' ');
        if (start != std::string::npos && line.compare(start, leaf.size(), leaf) == 0) {
            line = line.substr(0, start) + replacement;
            changed.line = number;
        } else if (line.rfind("extends:", 0) == 0) {
            line.clear();  // the readers of the pim group need nothing of the plain part
        }
        changed.text += line + "\n";
    }
    return changed;
}

inline std::optional<base::ConfigError> refusal(const std::string& text, const Reader& read) {
    try {
        read(base::Document::parse(text, "bad.yaml").root());
    } catch (const base::ConfigError& error) {
        return error;
    }
    return std::nullopt;
}

struct Case {
    const char* test_name;
    const char* file;
    const Reader* read;
    const char* key;
    const char* value;
    const char* says;  ///< part of the message
};

inline void PrintTo(const Case& c, std::ostream* out) {
    *out << c.file << " " << c.key << "=" << c.value;
}

/// The reader names the changed file, line and key, and says why.
inline void expect_refused(const Case& c) {
    const std::string key = c.key;
    const auto changed = change_line(c.file, key, key.substr(key.rfind('.') + 1) + ": " + c.value);
    ASSERT_NE(changed.line, 0) << "no line of " << c.file << " has the key";
    const auto error = refusal(changed.text, *c.read);
    ASSERT_TRUE(error) << "accepted";
    EXPECT_EQ(error->mark().file, "bad.yaml");
    EXPECT_EQ(error->mark().line, changed.line) << error->what();
    EXPECT_EQ(error->key(), key);
    EXPECT_THAT(error->message(), testing::HasSubstr(c.says));
}

}  // namespace pamsim::tests
