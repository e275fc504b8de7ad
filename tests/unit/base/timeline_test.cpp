#include "base/timeline.h"

#include <gtest/gtest.h>

#include "base/invariant.h"

namespace pamsim::base {
namespace {

const std::string head =
    "{\"displayTimeUnit\": \"ns\", \"otherData\": {\"dropped_spans\": 0}, \"traceEvents\": [";

TEST(Timeline, IsOffUntilEnabled) {
    Timeline timeline;
    timeline.span("hbm0", "read", Picoseconds{0}, Picoseconds{1});
    EXPECT_FALSE(timeline.enabled());
    EXPECT_EQ(timeline.json(), head + "\n]}\n");
}

TEST(Timeline, WritesMicrosecondsWithEveryPicosecond) {
    Timeline timeline;
    timeline.enable();
    timeline.span("hbm0/ch3", "ACT row 12", Picoseconds{1'000'001}, Picoseconds{3'500'001});
    EXPECT_EQ(timeline.json(), head +
                                   "\n{\"ph\": \"M\", \"pid\": 1, \"tid\": 1, \"name\": \"thread_name\", "
                                   "\"args\": {\"name\": \"hbm0/ch3\"}},"
                                   "\n{\"ph\": \"M\", \"pid\": 1, \"tid\": 1, \"name\": "
                                   "\"thread_sort_index\", \"args\": {\"sort_index\": 1}},"
                                   "\n{\"ph\": \"X\", \"pid\": 1, \"tid\": 1, \"name\": \"ACT row 12\", "
                                   "\"ts\": 1.000001, \"dur\": 2.500000}"
                                   "\n]}\n");
}

TEST(Timeline, NumbersTracksInTheOrderOfFirstUse) {
    Timeline timeline;
    timeline.enable();
    for (const char* track : {"b", "a", "b"}) timeline.span(track, "x", Picoseconds{0}, Picoseconds{1});
    const std::string json = timeline.json();
    EXPECT_LT(json.find("\"tid\": 1, \"name\": \"thread_name\", \"args\": {\"name\": \"b\"}"),
              json.find("\"tid\": 2, \"name\": \"thread_name\", \"args\": {\"name\": \"a\"}"));
    EXPECT_EQ(json.find("\"tid\": 3"), std::string::npos);
}

TEST(Timeline, CountsTheSpansItDrops) {
    Timeline timeline;
    timeline.enable(2);
    for (int i = 0; i < 5; ++i) timeline.span("t", "x", Picoseconds{i}, Picoseconds{i + 1});
    EXPECT_EQ(timeline.dropped(), 3u);
    EXPECT_NE(timeline.json().find("\"dropped_spans\": 3"), std::string::npos);
}

TEST(Timeline, EscapesNames) {
    Timeline timeline;
    timeline.enable();
    timeline.span("t", "a \"b\"\\\n", Picoseconds{0}, Picoseconds{1});
    EXPECT_NE(timeline.json().find(R"("a \"b\"\\\u000a")"), std::string::npos);
}

TEST(Timeline, ASpanThatEndsBeforeItBeginsIsABrokenInvariant) {
    Timeline timeline;
    timeline.enable();
    EXPECT_THROW(timeline.span("t", "x", Picoseconds{2}, Picoseconds{1}), InvariantError);
}

}  // namespace
}  // namespace pamsim::base
