// A request on its way through the serving loop.
#pragma once

#include <cstdint>

#include "base/units.h"
#include "workload/request.h"

namespace pamsim::host {

enum class SequenceState : std::uint8_t {
    waiting,   ///< in the queue, no KV
    landing,   ///< admitted: its prompt is being computed or its KV is on the way to its levels
    running,   ///< decodes one token per step
    finished,  ///< has all its tokens, KV released
    rejected,  ///< can never be served
};

const char* name(SequenceState state);

enum class Rejection : std::uint8_t {
    none,
    context,   ///< input + output is longer than the context limit
    capacity,  ///< input + output is more than the whole KV cache holds
};

struct Sequence {
    workload::Request request;
    std::uint32_t generated = 0;  ///< output tokens so far; a recompute does not lose them
    std::uint32_t microbatch = 0;
    std::uint32_t preemptions = 0;
    SequenceState state = SequenceState::waiting;
    Rejection rejection = Rejection::none;
    bool computed = false;  ///< landing: the prefill is complete
    bool landed = false;    ///< landing: the KV is in place
    base::Picoseconds first_token;
    base::Picoseconds last_token;
    base::Picoseconds finish;

    /// Tokens a prefill has to compute: the prompt, and after a preemption also what was generated.
    std::uint32_t prompt_tokens() const { return request.input_tokens + generated; }
};

}  // namespace pamsim::host
