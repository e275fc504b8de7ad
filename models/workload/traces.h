// Recorded traces, from text to requests. `file` is for messages. Each keeps the rows' order among equal
// times; rows out of order are sorted. A row without input or without output is an error, not a request of
// one token: none of the public traces has one, and a repair nobody asked for would change the load in
// silence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workload/csv_reader.h"
#include "workload/request.h"

namespace pamsim::workload {

/// The Azure LLM inference traces: TIMESTAMP (date and time of day, to 100 ns), ContextTokens,
/// GeneratedTokens. The earliest request arrives at 0. Other columns are ignored, as is the order of columns.
std::vector<Request> read_azure_trace(CsvReader& rows);
bool is_azure_trace(const CsvReader& rows);

/// Columns arrival_s (from the start of the run), input, output in any order; other columns are ignored.
std::vector<Request> read_plain_trace(CsvReader& rows);
bool is_plain_trace(const CsvReader& rows);

/// The Mooncake traces, one JSON object a line: timestamp (ms), input_length, output_length. Their time
/// stands still for about 3 s while a batch of rows passes: each batch is spread evenly up to the time of the
/// next, the last one over the gap before it (a lone batch arrives at once). Prefix sharing (hash_ids) is not
/// used.
std::vector<Request> read_mooncake_trace(std::string_view text, const std::string& file);

/// Puts requests in order of arrival, ties as they stood, and numbers them.
void sort_and_number(std::vector<Request>& requests);

}  // namespace pamsim::workload
