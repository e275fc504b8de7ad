// How the host reaches one level of one owner.
#pragma once

#include <optional>
#include <string>

#include "fabric/fabric.h"

namespace pamsim::host {

struct LevelLink {
    std::string name;
    std::uint32_t index;                      ///< in the KV cache
    bool pim;                                 ///< attends by itself; else its tokens are streamed to the GPU
    bool gpu_memory;                          ///< the GPU's own memory: no link in between
    std::optional<fabric::Route> to_level;    ///< GPU to level
    std::optional<fabric::Route> from_level;  ///< level to GPU
    bool staged = false;            ///< prompts' KV waits in the host's memory until the level takes it
    bool bounces = false;           ///< streamed through the host's memory: written and read there once
    base::Picoseconds doorbell{0};  ///< host to level, per layer: trigger and completion
};

}  // namespace pamsim::host
