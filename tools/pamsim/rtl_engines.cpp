#include "rtl_engines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <system_error>

#ifdef PAMSIM_RTL
#include "cosim/rtl_units.h"
#endif

namespace pamsim::tools {

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
    : units_(std::make_unique<Units>(wave_file, wave_unit)), wave_file_(wave_file), wave_unit_(wave_unit) {}

RtlEngines::~RtlEngines() {
    std::error_code ignored;
    if (!kept_ && !units_->waved().empty()) std::filesystem::remove(wave_file_, ignored);
}

pim::UnitFactory* RtlEngines::factory() {
    return units_->factory();
}

void RtlEngines::check_wave() const {
    if (wave_file_.empty() || !units_->waved().empty()) return;
    const auto made = units_->made();
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
