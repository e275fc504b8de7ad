#include <algorithm>
#include <nlohmann/json.hpp>

#include "workload/json_text.h"
#include "workload/limits.h"
#include "workload/traces.h"

namespace pamsim::workload {
namespace {

constexpr std::int64_t kPicosecondsPerMillisecond = 1'000'000'000;

Request parse_row(const JsonText& line) {
    const nlohmann::json row = line.parse_object("each line");
    const std::int64_t timestamp = line.whole(row, "timestamp", 0, kMaxArrivalSeconds * 1000);
    Request request;
    request.arrival = base::Picoseconds{timestamp * kPicosecondsPerMillisecond};
    request.input_tokens = static_cast<std::uint32_t>(line.whole(row, "input_length", 1, kMaxRequestTokens));
    request.output_tokens =
        static_cast<std::uint32_t>(line.whole(row, "output_length", 1, kMaxRequestTokens));
    return request;
}

/// Moves each batch of equal times to even steps up to the next batch.
void spread_batches(std::vector<Request>& requests) {
    base::Picoseconds gap{0};
    for (std::size_t begin = 0, end; begin < requests.size(); begin = end) {
        const base::Picoseconds time = requests[begin].arrival;
        for (end = begin; end < requests.size() && requests[end].arrival == time; ++end) {
        }
        if (end < requests.size()) gap = requests[end].arrival - time;
        const auto size = static_cast<std::int64_t>(end - begin);
        const base::Picoseconds step = gap / size;
        const std::int64_t rest = gap.value() % size;
        for (std::int64_t i = 0; i < size; ++i) {
            requests[begin + static_cast<std::size_t>(i)].arrival =
                time + step * i + base::Picoseconds{rest * i / size};
        }
    }
}

}  // namespace

std::vector<Request> read_mooncake_trace(std::string_view text, const std::string& file) {
    std::vector<Request> requests;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        requests.push_back(parse_row({line, file, number}));
    }
    sort_and_number(requests);
    spread_batches(requests);
    return requests;
}

}  // namespace pamsim::workload
