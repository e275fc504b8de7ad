#include "rtl_engines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <system_error>

#ifdef PAMSIM_RTL
#include "cosim/rtl_units.h"
#endif

namespace pamsim::tools {
namespace {

/// Where a waveform grows until the run has ended well: a refused run leaves the file of that name as it was.
std::string part_of(const std::string& wave_file) {
    return wave_file.empty() ? "" : wave_file + ".part";
}

}  // namespace

#ifdef PAMSIM_RTL
struct RtlEngines::Units {
    Units(const std::string& wave_file, const std::string& wave_unit) : rtl({wave_file, wave_unit}) {}
    pim::UnitFactory* factory() { return &rtl; }
    std::vector<std::string> made() const { return rtl.made(); }
    std::string waved() const { return rtl.waved(); }
    tb::RtlUnits rtl;
};
#else
struct RtlEngines::Units {
    Units(const std::string&, const std::string&) {}
    pim::UnitFactory* factory() { return nullptr; }
    std::vector<std::string> made() const { return {}; }
    std::string waved() const { return ""; }
};
#endif

RtlEngines::RtlEngines(const std::string& wave_file, const std::string& wave_unit)
    : units_(std::make_unique<Units>(part_of(wave_file), wave_unit)),
      wave_file_(wave_file),
      wave_unit_(wave_unit) {
    if (std::filesystem::is_directory(wave_file))
        throw base::ConfigError(
            {"command line", 0, 0}, "--wave",
            fmt::format("found '{}', a folder; allowed is the name of a file", wave_file));
}

RtlEngines::~RtlEngines() {
    if (units_->waved().empty()) return;
    std::error_code ignored;
    if (kept_)
        std::filesystem::rename(part_of(wave_file_), wave_file_, ignored);
    else
        std::filesystem::remove(part_of(wave_file_), ignored);
}

pim::UnitFactory* RtlEngines::factory() {
    return units_->factory();
}

void RtlEngines::check_wave() const {
    if (wave_file_.empty() || !units_->waved().empty()) return;
    const auto made = units_->made();
    if (units_->factory() == nullptr)
        throw base::ConfigError(
            {"command line", 0, 0}, "--wave",
            "only verilated units have a waveform, and this program was built without them "
            "(PAMSIM_RTL=OFF); allowed is a build with PAMSIM_RTL=ON");
    if (made.empty())
        throw base::ConfigError({"command line", 0, 0}, "--wave",
                                "no unit has engine rtl, and only those have a waveform; allowed with "
                                "--set engine=rtl");
    throw base::ConfigError(
        {"command line", 0, 0}, "--wave-unit",
        fmt::format("found '{}', allowed is a unit with engine rtl: {}", wave_unit_, fmt::join(made, ", ")));
}

void RtlEngines::keep_wave(const system::AttentionReport& report) {
    const std::string unit = units_->waved();
    for (const auto& level : report.levels)
        if ((unit == level.name + ".pu" && level.pu_cycles == 0) ||
            (unit == level.name + ".ru" && level.ru_cycles == 0))
            throw base::ConfigError({"command line", 0, 0}, "--wave",
                                    fmt::format("the waveform of {} would be empty, it had nothing to "
                                                "compute; allowed is a unit of a level that holds tokens",
                                                unit));
    kept_ = true;
}

void refuse_rtl_engines(const system::Platform& platform, const std::string& remedy) {
    const system::LevelSpec* const level = platform.rtl_level();
    if (level == nullptr) return;
    throw base::ConfigError(level->mark, "levels." + level->name,
                            fmt::format("found a unit with engine rtl, which would have nothing to compute; "
                                        "allowed is {}",
                                        remedy));
}

}  // namespace pamsim::tools
