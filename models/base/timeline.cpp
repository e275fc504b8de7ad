#include "base/timeline.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "base/invariant.h"

namespace pamsim::base {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            out += code.data();
        } else {
            out += c;
        }
    }
    return out + "\"";
}

/// Picoseconds as microseconds with all their digits: a double would round after 2^53 ps (2.5 hours).
std::string microseconds(Picoseconds t) {
    std::string digits = std::to_string(t.value() % 1'000'000);
    digits.insert(0, 6 - digits.size(), '0');
    return std::to_string(t.value() / 1'000'000) + "." + digits;
}

}  // namespace

void Timeline::enable(std::size_t max_spans) {
    enabled_ = true;
    max_spans_ = max_spans;
}

void Timeline::span(const std::string& track, const std::string& name, Picoseconds from, Picoseconds to) {
    if (!enabled_) return;
    if (from < Picoseconds{0} || to < from) {
        throw InvariantError("timeline " + track, "span '" + name + "' from " + std::to_string(from.value()) +
                                                      " ps to " + std::to_string(to.value()) + " ps");
    }
    if (spans_.size() >= max_spans_) {
        ++dropped_;
        return;
    }
    const auto [entry, is_new] = track_index_.try_emplace(track, tracks_.size());
    if (is_new) tracks_.push_back(track);
    spans_.push_back({entry->second, name, from, to});
}

std::string Timeline::json() const {
    std::string out =
        "{\"displayTimeUnit\": \"ns\", \"otherData\": {\"dropped_spans\": " + std::to_string(dropped_) +
        "}, \"traceEvents\": [";
    const char* separator = "\n";
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
        const std::string tid = std::to_string(track + 1);
        out += separator;
        out += R"({"ph": "M", "pid": 1, "tid": )" + tid + R"(, "name": "thread_name", "args": {"name": )" +
               quoted(tracks_[track]) + "}},\n";
        out += R"({"ph": "M", "pid": 1, "tid": )" + tid +
               R"(, "name": "thread_sort_index", "args": {"sort_index": )" + tid + "}}";
        separator = ",\n";
    }
    for (const Span& span : spans_) {
        out += separator;
        out += R"({"ph": "X", "pid": 1, "tid": )" + std::to_string(span.track + 1) + R"(, "name": )" +
               quoted(span.name) + R"(, "ts": )" + microseconds(span.from) + R"(, "dur": )" +
               microseconds(span.to - span.from) + "}";
        separator = ",\n";
    }
    return out + "\n]}\n";
}

}  // namespace pamsim::base
