// The verilated units of this program, if it was built with them, and the waveform of one.
#pragma once

#include <memory>
#include <string>

#include "pim/unit_engine.h"
#include "system/attention_run.h"

namespace pamsim::tools {

class RtlEngines {
public:
    /// `wave_file` empty: no waveform. `wave_unit` empty: of the first verilated unit.
    RtlEngines(const std::string& wave_file, const std::string& wave_unit);
    /// A waveform that was kept gets its name, another is removed. The engines must be gone.
    ~RtlEngines();

    pim::UnitFactory* factory();  ///< null in a program without verilated units
    /// After the machine was built: throws base::ConfigError when no unit has taken the waveform.
    void check_wave() const;
    /// After the run: throws base::ConfigError when the unit had nothing to compute.
    void keep_wave(const system::AttentionReport& report);

private:
    struct Units;
    std::unique_ptr<Units> units_;
    std::string wave_file_, wave_unit_;
    bool kept_ = false;
};

/// Units compute nothing when values are off: throws base::ConfigError where one has `engine: rtl`, as it
/// would have no effect. `remedy`: what the user may do instead.
void refuse_rtl_engines(const system::Platform& platform, const std::string& remedy);

}  // namespace pamsim::tools
