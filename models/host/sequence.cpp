#include "host/sequence.h"

namespace pamsim::host {

const char* name(SequenceState state) {
    switch (state) {
        case SequenceState::waiting:
            return "waiting";
        case SequenceState::landing:
            return "landing";
        case SequenceState::running:
            return "running";
        case SequenceState::finished:
            return "finished";
        case SequenceState::rejected:
            return "rejected";
    }
    return "unknown";
}

}  // namespace pamsim::host
