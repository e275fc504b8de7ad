// pam_ru as in HBM and SSD, and with an odd number of ways and BF16.
#include <gtest/gtest.h>

#include "Vru_odd.h"
#include "Vru_unit.h"
#include "ru/ru_suite.h"

namespace pamsim::tb {
namespace {

constexpr numerics::RuShape kReal{4, 16, 512, 8, numerics::Format::fp16};
constexpr numerics::RuShape kOdd{5, 4, 80, 5, numerics::Format::bf16};

TEST(PamRu, IsItsTwinsInEveryCycle) {
    expect_twins<Vru_unit>(kReal, 20000, 31);
}

TEST(PamRu, EveryCommandTakesTheClosedForm) {
    expect_closed_form<Vru_unit>(kReal, 4, 32);
}

TEST(PamRuOdd, IsItsTwinsInEveryCycle) {
    expect_twins<Vru_odd>(kOdd, 20000, 41);
}

TEST(PamRuOdd, EveryCommandTakesTheClosedForm) {
    expect_closed_form<Vru_odd>(kOdd, 4, 42);
}

}  // namespace
}  // namespace pamsim::tb
