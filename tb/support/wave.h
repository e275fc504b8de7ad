// The waveform of a Dut whose model was verilated with TRACE_FST: Dut<Vpu, FstWave> dut;
// dut.wave().open("pu.fst").
#pragma once

#include <verilated.h>
#include <verilated_fst_c.h>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace pamsim::tb {

/// Records from open() on, two times per cycle: before and after the rising edge. The file is whole after
/// close() or the end of the Dut.
class FstWave {
public:
    template <typename Model>
    void attach(Model& model, VerilatedContext& context) {
        context.traceEverOn(true);
        model_trace_ = [&model](VerilatedFstC& file) { model.trace(&file, kAllLevels); };
    }
    /// Throws std::runtime_error with one sentence when the file cannot be written.
    void open(const std::string& path) {
        model_trace_(file_);
        file_.open(path.c_str());
        if (!file_.isOpen()) {
            throw std::runtime_error("cannot write the waveform '" + path + "'");
        }
    }
    void close() { file_.close(); }
    void dump(std::uint64_t time) {
        if (file_.isOpen()) {
            file_.dump(time);
        }
    }

private:
    static constexpr int kAllLevels = 99;
    VerilatedFstC file_;
    std::function<void(VerilatedFstC&)> model_trace_;
};

}  // namespace pamsim::tb
