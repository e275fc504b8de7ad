// A twin with one fault is found out: the comparison can fail.
#include <gtest/gtest.h>

#include "lockstep/faulty.h"
#include "pu/pu_driver.h"
#include "pu/pu_variants.h"
#include "twins/pu_twin.h"

namespace pamsim::tb {
namespace {

using FaultyPu = Faulty<PuTwin>;

/// What a run of random commands says about a twin that `fault` broke.
template <typename Fault>
std::string found_by_run(Fault fault) {
    const PuVariant& variant = pu_variant("small");
    const PuJobs jobs = random_jobs(variant.shape, 5, 100);
    const auto rtl = variant.unit(1);
    FaultyPu broken{PuTwin(variant.shape)};
    fault(broken);
    PuTwinUnit<FaultyPu> twin(broken);
    PuDriver::Options options;
    options.stalls = 5;
    options.cycles_per_abort = 300;
    options.twin = &twin;
    return PuDriver(*rtl, jobs, options).run();
}

TEST(PuBroken, AnUnbrokenTwinIsNot) {
    EXPECT_EQ(found_by_run([](FaultyPu&) {}), "");
}

TEST(PuBroken, ATwinThatDoesNotFlushIsFound) {
    EXPECT_NE(found_by_run([](FaultyPu& twin) { twin.to_inputs = [](PuIn& in) { in.flush = false; }; }), "");
}

TEST(PuBroken, ATwinThatSeesTheLastBitOfAScoreWrongIsFound) {
    EXPECT_NE(found_by_run([](FaultyPu& twin) { twin.to_inputs = [](PuIn& in) { in.score_in ^= 0x800u; }; }),
              "");
}

TEST(PuBroken, ATwinThatRoundsOIsFound) {
    EXPECT_NE(found_by_run([](FaultyPu& twin) {
                  twin.to_outputs = [](const PuIn&, PuOut& out) {
                      for (numerics::Bits32& x : out.out) x = numerics::through_fp16(x);
                  };
              }),
              "");
}

TEST(PuBroken, ATwinWhoseReadyDoesNotWaitForTheScoreToLeaveIsFound) {
    EXPECT_NE(found_by_run([](FaultyPu& twin) {
                  twin.to_outputs = [](const PuIn& in, PuOut& out) {
                      if (out.score_valid && !in.score_ready) out.data_ready = true;
                  };
              }),
              "");
}

TEST(PuBroken, ATwinWithoutLastIsFound) {
    EXPECT_NE(found_by_run([](FaultyPu& twin) {
                  twin.to_outputs = [](const PuIn&, PuOut& out) { out.score_last = false; };
              }),
              "");
}

}  // namespace
}  // namespace pamsim::tb
