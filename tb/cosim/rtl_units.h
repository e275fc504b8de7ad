// Verilated pam_pu and pam_ru for platforms: what stands behind `engine: rtl`.
#pragma once

#include <string>
#include <vector>

#include "pim/unit_engine.h"

namespace pamsim::tb {

/// Which unit writes its waveform where; an empty unit stands for the first that is made.
struct WaveRequest {
    std::string file;  ///< FST; empty: none
    std::string unit;  ///< "hbm.pu"
};

/// Makes the variants that were compiled (tb/cosim/CMakeLists.txt). One made engine stands for all units of
/// its kind on a level: commands run one after the other, inputs are always there, outputs always taken.
class RtlUnits : public pim::UnitFactory {
public:
    explicit RtlUnits(const WaveRequest& wave = {}) : wave_(wave) {}

    /// Throws std::invalid_argument with one sentence for a shape that was not compiled, base::ConfigError
    /// when the waveform cannot be written.
    std::unique_ptr<pim::PuEngine> make_pu(const numerics::PuShape& shape, const std::string& name) override;
    std::unique_ptr<pim::RuEngine> make_ru(const numerics::RuShape& shape, const std::string& name) override;

    const std::vector<std::string>& made() const { return made_; }  ///< names of units
    const std::string& waved() const { return waved_; }             ///< the one that writes its waveform

private:
    /// The file that this unit has to write, empty for none.
    std::string wave_of(const std::string& name);
    /// Remembers who writes the waveform, once it does.
    template <typename Engine>
    std::unique_ptr<Engine> noted(std::unique_ptr<Engine> engine, const std::string& name,
                                  const std::string& wave);

    WaveRequest wave_;
    std::string waved_;
    std::vector<std::string> made_;
};

}  // namespace pamsim::tb
