// The numbers by which traces are described.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "workload/request.h"

namespace pamsim::workload {

inline double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Standard deviation over mean.
inline double variation_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size())) / mean;
}

inline double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

inline std::vector<double> inputs_of(const std::vector<Request>& requests) {
    std::vector<double> values;
    for (const Request& request : requests) values.push_back(request.input_tokens);
    return values;
}

inline std::vector<double> outputs_of(const std::vector<Request>& requests) {
    std::vector<double> values;
    for (const Request& request : requests) values.push_back(request.output_tokens);
    return values;
}

/// Seconds between neighbours.
inline std::vector<double> gaps_of(const std::vector<Request>& requests) {
    std::vector<double> values;
    for (std::size_t i = 1; i < requests.size(); ++i) {
        values.push_back(base::seconds(requests[i].arrival - requests[i - 1].arrival));
    }
    return values;
}

}  // namespace pamsim::workload
