#include "bench/accuracy/tables.h"

#include <fmt/format.h>

#include "bench/accuracy/errors.h"

namespace pamsim::accuracy {
namespace {

using numerics::Accumulate;

constexpr Format kFormats[] = {Format::fp16, Format::bf16};
constexpr std::uint64_t kSeed = 2026;

/// The three ways in which heads meet units: split over 4 wide PUs, whole in one, split over 4 narrow PUs.
struct Spread {
    std::uint32_t split;
    numerics::PuShape (*shape)(Format, std::uint32_t);
};
constexpr Spread kSpreads[] = {{4, wide_pu}, {1, wide_pu}, {4, narrow_pu}};

Errors over_plans(const Head& head, Accumulate accumulate, std::uint64_t seed) {
    base::RandomStream random(seed, "plans");
    Errors errors;
    for (const Spread& spread : kSpreads) {
        for (const std::uint32_t groups : {1u, 16u, 37u}) {
            const Plan plan = random_plan(head.tokens, spread.split, groups, 8, random);
            numerics::PuShape shape = spread.shape(head.format, plan.slice(head));
            shape.accumulate = accumulate;
            errors.add(measured(head, plan, shape));
        }
    }
    return errors;
}

std::string head_row(Format format, std::uint32_t dim, Data data, std::uint32_t tokens) {
    const Errors errors = over_plans(make_head(data, format, dim, tokens, 1, kSeed), Accumulate::fp32, kSeed);
    return fmt::format("| {} | {} | {} | {} | {:.2e} | {:.2e} | {:.2e} | {:.3f} |\n",
                       numerics::name_of(format), dim, name_of(data), tokens, errors.largest,
                       errors.root_mean_square, errors.bound, errors.share);
}

std::string head_table() {
    std::string table =
        "| format | d | data | tokens | largest error | rms error | bound for any values | largest error / "
        "bound for these values |\n"
        "|---|---|---|---|---|---|---|---|\n";
    for (const Format format : kFormats) {
        for (const std::uint32_t dim : {64u, 128u}) {
            for (const std::uint32_t tokens : {64u, 512u, 4096u})
                table += head_row(format, dim, Data::normal, tokens);
            for (const Data data : {Data::dominant, Data::equal, Data::edge, Data::masked, Data::nothing,
                                    Data::rising, Data::opposed, Data::halfway})
                table += head_row(format, dim, data, 4096);
        }
    }
    return table;
}

/// One PU holds the whole head: the longest sums.
Errors in_one_unit(const Head& head, Accumulate accumulate) {
    base::RandomStream random(kSeed, "one unit");
    numerics::PuShape shape = wide_pu(head.format, head.dim);
    shape.accumulate = accumulate;
    return measured(head, random_plan(head.tokens, 1, 1, 4, random), shape);
}

std::string accumulation_table() {
    std::string table =
        "| d | data | tokens of one PU | rms, fp32 sums | rms, fp16 sums | largest, fp32 sums | largest, "
        "fp16 sums |\n"
        "|---|---|---|---|---|---|---|\n";
    for (const std::uint32_t dim : {64u, 128u}) {
        for (const Data data : {Data::normal, Data::equal}) {
            for (const std::uint32_t tokens : {64u, 256u, 1024u, 4096u}) {
                const Head head = make_head(data, Format::fp16, dim, tokens, 1, kSeed);
                const Errors wide = in_one_unit(head, Accumulate::fp32),
                             half = in_one_unit(head, Accumulate::fp16);
                table += fmt::format("| {} | {} | {} | {:.2e} | {:.2e} | {:.2e} | {:.2e} |\n", dim,
                                     name_of(data), tokens, wide.root_mean_square, half.root_mean_square,
                                     wide.largest, half.largest);
            }
        }
    }
    return table;
}

}  // namespace

std::string tables() {
    return head_table() +
           "\nFP16 operands, every sum and product rounded to FP16 besides (`Accumulate = ACC_FP16`):\n\n" +
           accumulation_table();
}

}  // namespace pamsim::accuracy
