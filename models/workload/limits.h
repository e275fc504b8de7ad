// The largest values a file may hold: wide enough for any machine that could exist, narrow enough that no
// product of them leaves an int64.
#pragma once

#include <cstdint>

namespace pamsim::workload {

/// Input or output tokens of one request; a sum of two still fits the uint32 of a Request.
constexpr std::uint32_t kMaxRequestTokens = 1'000'000'000;

/// Picoseconds in an int64 end after 106 days; a trace may last 50.
constexpr std::int64_t kMaxArrivalSeconds = 50 * 86'400;

constexpr std::uint64_t kMaxGeneratedRequests = 100'000'000;

constexpr std::uint32_t kMaxLayers = 1 << 10;
constexpr std::uint32_t kMaxHidden = 1 << 18;
constexpr std::uint32_t kMaxHeads = 1 << 12;
constexpr std::uint32_t kMaxHeadDim = 1 << 12;
constexpr std::uint32_t kMaxFfn = 1 << 22;
constexpr std::uint32_t kMaxVocab = 1 << 24;
constexpr std::uint32_t kMaxContextTokens = 1 << 30;

}  // namespace pamsim::workload
