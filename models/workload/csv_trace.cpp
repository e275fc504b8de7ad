#include <algorithm>

#include "workload/limits.h"
#include "workload/traces.h"

namespace pamsim::workload {

bool is_plain_trace(const CsvReader& rows) {
    return rows.has("arrival_s");
}

std::vector<Request> read_plain_trace(CsvReader& rows) {
    const std::size_t time_column = rows.require("arrival_s");
    const std::size_t input_column = rows.require("input");
    const std::size_t output_column = rows.require("output");
    std::vector<Request> requests;
    while (rows.next()) {
        Request request;
        request.arrival =
            base::picoseconds(rows.real(time_column, 0.0, static_cast<double>(kMaxArrivalSeconds)));
        request.input_tokens = static_cast<std::uint32_t>(rows.whole(input_column, 1, kMaxRequestTokens));
        request.output_tokens = static_cast<std::uint32_t>(rows.whole(output_column, 1, kMaxRequestTokens));
        requests.push_back(request);
    }
    sort_and_number(requests);
    return requests;
}

void sort_and_number(std::vector<Request>& requests) {
    std::stable_sort(requests.begin(), requests.end(),
                     [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
    for (std::size_t i = 0; i < requests.size(); ++i) requests[i].id = i;
}

}  // namespace pamsim::workload
