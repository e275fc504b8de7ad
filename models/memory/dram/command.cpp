#include "memory/dram/command.h"

namespace pamsim::memory {

const std::array<const char*, kCommands> kCommandNames = {"ACT",   "PRE",   "PREA",  "RD",    "WR",
                                                          "REFab", "REFpb", "ACTab", "PREab", "MACab",
                                                          "WRGB",  "WRSC",  "RDSC",  "RDPO",  "MODE"};

const std::array<const char*, kCauses> kCauseNames = {
    "idle",        "burst", "bank_group", "row",   "activate", "faw",      "turnaround", "refresh",
    "command_bus", "power", "units",      "query", "scores",   "partials", "mode",       "other"};

}  // namespace pamsim::memory
