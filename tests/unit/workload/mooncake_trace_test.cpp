#include "support.h"
#include "workload/traces.h"

namespace pamsim::workload {
namespace {

using base::Picoseconds;

constexpr std::int64_t kMillisecond = 1'000'000'000;

std::string row(int timestamp, std::int64_t input = 10, int output = 2) {
    return "{\"timestamp\": " + std::to_string(timestamp) + ", \"input_length\": " + std::to_string(input) +
           ", \"output_length\": " + std::to_string(output) + ", \"hash_ids\": [0, 1]}\n";
}

std::vector<Request> read(const std::string& text) {
    return read_mooncake_trace(text, "mooncake.jsonl");
}

std::vector<std::int64_t> arrivals_ms(const std::string& text) {
    std::vector<std::int64_t> times;
    for (const Request& request : read(text)) times.push_back(request.arrival.value() / kMillisecond);
    return times;
}

TEST(MooncakeTrace, ReadsLengthsAndIgnoresOtherKeys) {
    const auto requests = read(row(0, 6758, 500));
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].input_tokens, 6758U);
    EXPECT_EQ(requests[0].output_tokens, 500U);
}

TEST(MooncakeTrace, SpreadsABatchUpToTheNextAndTheLastOverTheGapBefore) {
    EXPECT_EQ(arrivals_ms(row(0) + row(0) + row(0) + row(3000) + row(3000)),
              (std::vector<std::int64_t>{0, 1000, 2000, 3000, 4500}));
}

TEST(MooncakeTrace, ALoneBatchArrivesAtOnce) {
    EXPECT_EQ(arrivals_ms(row(3000) + row(3000)), (std::vector<std::int64_t>{3000, 3000}));
}

TEST(MooncakeTrace, AStepThatIsNoWholePicosecondStaysInsideTheGap) {
    const auto requests = read(row(0) + row(0) + row(0) + row(1));
    EXPECT_EQ(requests[1].arrival, Picoseconds{333'333'333});
    EXPECT_EQ(requests[2].arrival, Picoseconds{666'666'666});
}

TEST(MooncakeTrace, RowsOutOfOrderAreSortedBeforeTheyAreSpread) {
    const auto requests = read(row(3000, 3) + row(0, 1) + row(0, 2));
    EXPECT_EQ(requests[1].input_tokens, 2U);
    EXPECT_EQ(requests[1].arrival, Picoseconds{1500 * kMillisecond});
    EXPECT_EQ(requests[2].id, 2U);
}

TEST(MooncakeTrace, KeysInsideNestedValuesAreNotTheRequest) {
    const auto requests = read(
        "{\"extra\": {\"timestamp\": 9}, \"timestamp\": 5, \"input_length\": 1, \"output_length\": "
        "1}\r\n\r\n");
    EXPECT_EQ(requests[0].arrival, Picoseconds{5 * kMillisecond});
}

TEST(MooncakeTraceErrors, BrokenJsonHasLineAndColumn) {
    const auto error = error_of([] { read(row(0) + "{\"timestamp\": 0, input_length: 3}\n"); });
    EXPECT_EQ(error.mark().file, "mooncake.jsonl");
    EXPECT_EQ(error.mark().line, 2);
    EXPECT_EQ(error.mark().column, 18);
    EXPECT_EQ(error.message(), "found broken JSON here");
}

TEST(MooncakeTraceErrors, ATruncatedLine) {
    const auto error = error_of([] { read(row(0) + "{\"timestamp\": 0, \"input_le"); });
    EXPECT_EQ(error.mark().line, 2);
    EXPECT_EQ(error.message(), "found broken JSON here");
}

TEST(MooncakeTraceErrors, AMissingKey) {
    const auto error = error_of([] { read("{\"timestamp\": 0, \"input_length\": 3}\n"); });
    EXPECT_EQ(error.key(), "output_length");
    EXPECT_EQ(error.message(), "missing; required is a whole number from 1 to 1000000000");
}

TEST(MooncakeTraceErrors, BadValues) {
    for (const std::string bad : {"-5", "0", "1.5", "\"7\"", "null", "true"}) {
        const auto error = error_of(
            [&] { read("{\"timestamp\": 0, \"input_length\": " + bad + ", \"output_length\": 1}"); });
        EXPECT_EQ(error.key(), "input_length") << bad;
        EXPECT_EQ(error.mark().column, 18);
        EXPECT_EQ(error.message(), "found " + bad + ", allowed is a whole number from 1 to 1000000000");
    }
    EXPECT_EQ(
        error_of([] { read("{\"timestamp\": 0, \"input_length\": [7], \"output_length\": 1}"); }).message(),
        "found [7], allowed is a whole number from 1 to 1000000000");
    EXPECT_EQ(error_of([] { read(row(0, 99'999'999'999'999'999)); }).key(), "input_length");
    EXPECT_EQ(error_of([] { read(row(-1)); }).key(), "timestamp");
}

TEST(MooncakeTraceErrors, AKeyThatStandsTwice) {
    const auto error = error_of(
        [] { read("{\"timestamp\": 0, \"timestamp\": 1, \"input_length\": 1, \"output_length\": 1}"); });
    EXPECT_EQ(error.key(), "timestamp");
    EXPECT_EQ(error.message(), "this key stands twice in the same object");
}

TEST(MooncakeTraceErrors, ALineThatIsNoObject) {
    EXPECT_EQ(error_of([] { read("[1, 2]\n"); }).message(), "found no JSON object; each line is one");
}

}  // namespace
}  // namespace pamsim::workload
