// All shipped part files: their names, that they load without a left-over key, and that every constant has a
// source.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "part_files.h"

namespace pamsim::tests {
namespace {

std::vector<std::filesystem::path> shipped_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(part_path(""))) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::string> expected_names() {
    std::vector<std::string> names = {"nvme-paper", "nvme-paper-pim"};
    names.insert(names.end(), gpu_parts.begin(), gpu_parts.end());
    names.insert(names.end(), link_parts.begin(), link_parts.end());
    for (const auto& name : dram_parts) names.insert(names.end(), {name, name + "-pim"});
    names.insert(names.end(), dram_parts_without_pim.begin(), dram_parts_without_pim.end());
    names.insert(names.end(), pus.begin(), pus.end());
    names.insert(names.end(), rus.begin(), rus.end());
    return names;
}

TEST(ShippedParts, AreTheOnesPromised) {
    EXPECT_THAT(base::list_names("parts"), testing::UnorderedElementsAreArray(expected_names()));
}

TEST(ShippedParts, CarryTheNameOfTheirFile) {
    for (const auto& file : shipped_files()) {
        EXPECT_EQ(YAML::LoadFile(file.string())["name"].as<std::string>(), file.stem().string());
    }
}

void expect_whole_dram_file(const std::string& name, bool pim) {
    const auto node = base::Document::load(name).root();
    EXPECT_EQ(memory::DramPart::from(node).name, name);
    if (pim) pim::DramPim::from(node.child("pim", "test"));
    EXPECT_NO_THROW(node.finish()) << name;
}

TEST(ShippedParts, LoadWithoutALeftOverKey) {
    for (const auto& name : gpu_parts) EXPECT_NO_THROW(load_part<gpu::GpuPart>(name)) << name;
    for (const auto& name : link_parts) EXPECT_NO_THROW(load_part<fabric::LinkPart>(name)) << name;
    for (const auto& name : pus) EXPECT_NO_THROW(load_part<pim::PuPart>(name)) << name;
    for (const auto& name : rus) EXPECT_NO_THROW(load_part<pim::RuPart>(name)) << name;
    for (const auto& name : all_dram_parts()) expect_whole_dram_file(name, false);
    for (const auto& name : dram_parts) expect_whole_dram_file(name + "-pim", true);
    const auto node = base::Document::load("nvme-paper-pim").root();
    EXPECT_EQ(memory::FlashPart::from(node).name, "nvme-paper-pim");
    pim::FlashPim::from(node.child("pim", "test"));
    EXPECT_NO_THROW(node.finish());
}

bool is_number(const YAML::Node& node) {
    if (!node.IsScalar() || node.Scalar().empty()) return false;
    char* end = nullptr;
    std::strtod(node.Scalar().c_str(), &end);
    return *end == '\0';
}

/// Calls visit(mapping, dotted path) for every mapping of every shipped file, as written (before `extends`).
template <class Visit>
void for_each_mapping(const YAML::Node& map, const std::string& path, const Visit& visit) {
    visit(map, path);
    for (const auto& entry : map) {
        if (entry.second.IsMap()) for_each_mapping(entry.second, path + "." + entry.first.Scalar(), visit);
    }
}

std::string source_of(const YAML::Node& map) {
    return map["source"] ? map["source"].Scalar() : "";
}

TEST(ShippedParts, EveryGroupOfNumbersHasASource) {
    for (const auto& file : shipped_files()) {
        for_each_mapping(
            YAML::LoadFile(file.string()), file.filename().string(), [](const auto& map, const auto& path) {
                const bool numbers = std::any_of(map.begin(), map.end(),
                                                 [](const auto& entry) { return is_number(entry.second); });
                EXPECT_TRUE(!numbers || source_of(map).size() > 20)
                    << path << " has numbers without a source";
            });
    }
}

TEST(ShippedParts, AssumptionsGiveARange) {
    int assumed = 0;
    for (const auto& file : shipped_files()) {
        for_each_mapping(YAML::LoadFile(file.string()), file.filename().string(),
                         [&](const auto& map, const auto& path) {
                             const std::string source = source_of(map);
                             if (source.rfind("assumed:", 0) != 0) return;
                             ++assumed;
                             EXPECT_THAT(source, testing::HasSubstr("..")) << path;
                         });
    }
    EXPECT_GT(assumed, 0);
}

TEST(ShippedParts, AssumedGroupsAreListed) {
    const auto doc = base::Document::load("ddr4-3200-pim");
    EXPECT_THAT(doc.assumed(), testing::Contains("pim"));
}

TEST(ShippedParts, EveryKeyExplainsItself) {
    const auto doc = base::Document::load("hbm3-5200-pim");
    memory::DramPart::from(doc.root());
    pim::DramPim::from(doc.root().child("pim", "test"));
    for (const auto& record : doc.keys()) {
        if (record.doc == "test") continue;
        EXPECT_GE(record.doc.size(), 8u) << record.path;
    }
}

}  // namespace
}  // namespace pamsim::tests
