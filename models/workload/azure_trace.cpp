#include <algorithm>
#include <array>
#include <optional>

#include "workload/limits.h"
#include "workload/traces.h"

namespace pamsim::workload {
namespace {

/// 100 ns, the resolution of the published traces. Dates to the year 9999 fit an int64 of them.
using Ticks = std::int64_t;
constexpr Ticks kTicksPerSecond = 10'000'000;
constexpr std::int64_t kPicosecondsPerTick = 100'000;
constexpr std::string_view kAllowedTime =
    "a date and time in UTC like 2023-11-16 18:15:46.6805900, with at most seven decimals";

/// Days from 1970-01-01 in the Gregorian calendar, which repeats every 400 years (146,097 days). The year is
/// taken to begin in March so that the leap day is its last.
std::int64_t days_from_epoch(int year, int month, int day) {
    const int march_year = month <= 2 ? year - 1 : year;
    const int month_from_march = (month + 9) % 12;
    const int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    return 365LL * march_year + march_year / 4 - march_year / 100 + march_year / 400 + day_of_year - 719'468;
}

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// Digits of fixed width from the front of a text, as the fields of a timestamp are.
class DigitReader {
public:
    explicit DigitReader(std::string_view text) : rest_(text) {}

    bool ok() const { return ok_; }
    std::string_view rest() const { return rest_; }
    void accept(std::string_view one_of) {
        ok_ = ok_ && !rest_.empty() && one_of.find(rest_[0]) != std::string_view::npos;
        if (ok_) rest_.remove_prefix(1);
    }
    int digits(std::size_t count, int least, int most) {
        int value = 0;
        for (std::size_t i = 0; i < count && ok_; ++i) value = 10 * value + digit();
        ok_ = ok_ && value >= least && value <= most;
        return value;
    }
    /// ".6805900" or nothing, in ticks.
    Ticks fraction() {
        if (!ok_ || rest_.empty() || rest_[0] != '.') return 0;
        rest_.remove_prefix(1);
        Ticks value = 0;
        Ticks weight = kTicksPerSecond;
        while (ok_ && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
            weight /= 10;
            ok_ = weight > 0;
            value += weight * digit();
        }
        ok_ = ok_ && weight < kTicksPerSecond;
        return value;
    }

private:
    int digit() {
        ok_ = ok_ && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9';
        if (!ok_) return 0;
        const int value = rest_[0] - '0';
        rest_.remove_prefix(1);
        return value;
    }
    std::string_view rest_;
    bool ok_ = true;
};

std::optional<Ticks> parse_time(std::string_view text) {
    DigitReader in(text);
    const int year = in.digits(4, 1, 9999);
    in.accept("-");
    const int month = in.digits(2, 1, 12);
    in.accept("-");
    const int day = in.digits(2, 1, 31);
    in.accept(" T");
    const int hour = in.digits(2, 0, 23);
    in.accept(":");
    const int minute = in.digits(2, 0, 59);
    in.accept(":");
    const int second = in.digits(2, 0, 59);
    const Ticks fraction = in.fraction();
    const bool utc = in.rest().empty() || in.rest() == "Z" || in.rest() == "+00:00";
    if (!in.ok() || !utc || day > days_in_month(year, month)) return std::nullopt;
    const std::int64_t days = days_from_epoch(year, month, day);
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * kTicksPerSecond + fraction;
}

}  // namespace

bool is_azure_trace(const CsvReader& rows) {
    return rows.has("TIMESTAMP");
}

std::vector<Request> read_azure_trace(CsvReader& rows) {
    const std::size_t time_column = rows.require("TIMESTAMP");
    const std::size_t input_column = rows.require("ContextTokens");
    const std::size_t output_column = rows.require("GeneratedTokens");
    std::vector<Request> requests;
    Ticks first = 0;
    std::int64_t earliest = 0;  // ticks from the first row
    while (rows.next()) {
        const auto time = parse_time(rows.text(time_column));
        if (!time) rows.fail(time_column, std::string(kAllowedTime));
        if (requests.empty()) first = *time;
        const std::int64_t since_first = *time - first;
        if (std::abs(since_first) > kMaxArrivalSeconds * kTicksPerSecond) {
            rows.fail(time_column, "a time within 50 days of the first row");
        }
        earliest = std::min(earliest, since_first);
        Request request;
        request.arrival = base::Picoseconds{since_first * kPicosecondsPerTick};
        request.input_tokens = static_cast<std::uint32_t>(rows.whole(input_column, 1, kMaxRequestTokens));
        request.output_tokens = static_cast<std::uint32_t>(rows.whole(output_column, 1, kMaxRequestTokens));
        requests.push_back(request);
    }
    for (Request& request : requests) request.arrival -= base::Picoseconds{earliest * kPicosecondsPerTick};
    sort_and_number(requests);
    return requests;
}

}  // namespace pamsim::workload
