#include "support.h"
#include "workload/traces.h"

namespace pamsim::workload {
namespace {

using base::Picoseconds;

constexpr std::int64_t kSecond = 1'000'000'000'000;

std::vector<Request> azure(const std::string& rows) {
    const std::string text = "TIMESTAMP,ContextTokens,GeneratedTokens\n" + rows;
    CsvReader reader(text, "azure.csv");
    return read_azure_trace(reader);
}

std::vector<Request> plain(const std::string& text) {
    CsvReader reader(text, "plain.csv");
    return read_plain_trace(reader);
}

std::int64_t azure_gap(const std::string& first, const std::string& second) {
    return azure(first + ",1,1\n" + second + ",1,1\n").back().arrival.value();
}

TEST(AzureTrace, TimesAreExactTo100Nanoseconds) {
    EXPECT_EQ(azure_gap("2023-11-16 18:15:46.6805900", "2023-11-16 18:15:50.9951691"), 4'314'579'100'000);
}

TEST(AzureTrace, TimesCrossMidnightAMonthAndALeapDay) {
    EXPECT_EQ(azure_gap("2023-11-30 23:59:59", "2023-12-01 00:00:01"), 2 * kSecond);
    EXPECT_EQ(azure_gap("2023-12-31 23:59:59", "2024-01-01 00:00:00"), kSecond);
    EXPECT_EQ(azure_gap("2024-02-28 12:00:00", "2024-03-01 12:00:00"), 2 * 86'400 * kSecond);
    EXPECT_EQ(azure_gap("2023-02-28 12:00:00", "2023-03-01 12:00:00"), 86'400 * kSecond);
    EXPECT_EQ(azure_gap("2000-02-28 12:00:00", "2000-03-01 12:00:00"), 2 * 86'400 * kSecond);
}

TEST(AzureTrace, TakesTheUtcSuffixOfThe2024Traces) {
    EXPECT_EQ(azure_gap("2024-05-10 00:00:00.009930+00:00", "2024-05-10T00:00:01.009930Z"), kSecond);
}

TEST(AzureTrace, RowsOutOfOrderAreSortedFromTheEarliest) {
    const auto requests =
        azure("2023-11-16 18:00:02,30,3\n2023-11-16 18:00:00,10,1\n2023-11-16 18:00:01,20,2\n");
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[0].input_tokens, 10U);
    EXPECT_EQ(requests[0].arrival, Picoseconds{0});
    EXPECT_EQ(requests[2].arrival, Picoseconds{2 * kSecond});
    EXPECT_EQ(requests[2].id, 2U);
}

TEST(AzureTrace, EqualTimesKeepTheOrderOfTheirRows) {
    const auto requests =
        azure("2023-11-16 18:00:01,1,1\n2023-11-16 18:00:00,2,1\n2023-11-16 18:00:01,3,1\n");
    EXPECT_EQ(requests[1].input_tokens, 1U);
    EXPECT_EQ(requests[2].input_tokens, 3U);
}

TEST(AzureTraceErrors, BadTimes) {
    for (const std::string bad :
         {"16.11.2023 18:15", "2023-13-01 00:00:00", "2023-02-29 00:00:00", "2023-11-16 24:00:00",
          "2023-11-16 18:15:46.", "2023-11-16 18:15:46.12345678", "2023-11-16 18:15:46+01:00", "2023-11-16",
          "1700158546", "", "2023-11-16 18:15:4x"}) {
        const auto error = error_of([&] { azure("2023-11-16 18:15:46.6805900,374,44\n" + bad + ",1,1\n"); });
        EXPECT_EQ(error.mark().file, "azure.csv");
        EXPECT_EQ(error.mark().line, 3) << bad;
        EXPECT_EQ(error.key(), "TIMESTAMP");
        EXPECT_EQ(error.message(),
                  "found '" + bad +
                      "', allowed is a date and time in UTC like 2023-11-16 18:15:46.6805900, with at "
                      "most seven decimals");
    }
}

TEST(AzureTraceErrors, RowsMoreThan50DaysApart) {
    const auto error = error_of([] { azure_gap("2023-01-01 00:00:00", "2023-03-01 00:00:00"); });
    EXPECT_EQ(error.message(),
              "found '2023-03-01 00:00:00', allowed is a time within 50 days of the first row");
}

TEST(AzureTraceErrors, BadLengths) {
    for (const std::string bad : {"-5", "0", "12.5", "many", "", "2000000000", "99999999999999999999"}) {
        const auto error = error_of([&] { azure("2023-11-16 18:15:46.6805900," + bad + ",44\n"); });
        EXPECT_EQ(error.mark().line, 2);
        EXPECT_EQ(error.mark().column, 29);
        EXPECT_EQ(error.key(), "ContextTokens");
        EXPECT_EQ(error.message(), "found '" + bad + "', allowed is a whole number from 1 to 1000000000");
    }
}

TEST(AzureTraceErrors, ARequestWithoutOutputIsRefused) {
    const auto error = error_of([] { azure("2023-11-16 18:15:46.6805900,374,0\n"); });
    EXPECT_EQ(error.key(), "GeneratedTokens");
    EXPECT_EQ(error.message(), "found '0', allowed is a whole number from 1 to 1000000000");
}

TEST(AzureTraceErrors, AMissingColumn) {
    const auto error = error_of([] {
        CsvReader reader("TIMESTAMP,ContextTokens\n", "azure.csv");
        read_azure_trace(reader);
    });
    EXPECT_EQ(error.key(), "GeneratedTokens");
    EXPECT_EQ(error.message(), "this column is missing; found the header 'TIMESTAMP,ContextTokens'");
}

TEST(PlainTrace, ColumnsStandInAnyOrderAndOthersAreIgnored) {
    const auto requests = plain("output,user,arrival_s,input\n7,alice,1.5,100\n8,bob,0.25,200\n");
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0].arrival, Picoseconds{kSecond / 4});
    EXPECT_EQ(requests[0].input_tokens, 200U);
    EXPECT_EQ(requests[1].output_tokens, 7U);
    EXPECT_EQ(requests[1].id, 1U);
}

TEST(PlainTrace, WindowsLineEndsBlanksAndBlankLinesAreFine) {
    const auto requests = plain("\r\narrival_s, input ,output\r\n 1e-6 , 5,6\r\n\r\n2,5,6");
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0].arrival, Picoseconds{1'000'000});
}

TEST(PlainTraceErrors, BadArrivals) {
    for (const std::string bad : {"-0.1", "soon", "nan", "inf", "1700158546", "1,5"}) {
        const auto error = error_of([&] { plain("arrival_s,input,output\n0,1,1\n" + bad + ",1,1\n"); });
        EXPECT_EQ(error.mark().line, 3) << bad;
    }
    const auto error = error_of([] { plain("arrival_s,input,output\n-0.1,1,1\n"); });
    EXPECT_EQ(error.key(), "arrival_s");
    EXPECT_EQ(error.message(), "found '-0.1', allowed is a number from 0 to 4320000");
}

TEST(CsvErrors, ATruncatedRow) {
    const auto error = error_of([] { plain("arrival_s,input,output\n0,1,1\n1,5\n"); });
    EXPECT_EQ(error.mark().line, 3);
    EXPECT_EQ(error.mark().column, 4);
    EXPECT_EQ(error.key(), "output");
    EXPECT_EQ(error.message(), "found a row of 2 fields; the header has 3 (arrival_s,input,output)");
}

TEST(CsvErrors, ARowTooLong) {
    const auto error = error_of([] { plain("arrival_s,input,output\n0,1,1,1\n"); });
    EXPECT_EQ(error.message(), "found a row of 4 fields; the header has 3 (arrival_s,input,output)");
}

TEST(CsvErrors, AColumnThatStandsTwice) {
    const auto error = error_of([] { plain("arrival_s,input,input,output\n"); });
    EXPECT_EQ(error.key(), "input");
    EXPECT_EQ(error.mark().column, 17);
    EXPECT_EQ(error.message(), "this column stands twice in the header");
}

TEST(CsvErrors, QuoteBinaryAndEndlessFieldsAsShortText) {
    const auto binary = error_of([] { plain("arrival_s,input,output\n0,\xFF\x01z,1\n"); });
    EXPECT_EQ(binary.message(), "found '\?\?z', allowed is a whole number from 1 to 1000000000");
    const auto endless =
        error_of([] { plain("arrival_s,input,output\n0," + std::string(9999, 'x') + ",1\n"); });
    EXPECT_EQ(endless.message(),
              "found '" + std::string(60, 'x') + "...', allowed is a whole number from 1 to 1000000000");
}

TEST(CsvErrors, AnEmptyFile) {
    EXPECT_EQ(error_of([] { plain("\n\n"); }).message(), "the file is empty; a header line is needed");
}

}  // namespace
}  // namespace pamsim::workload
