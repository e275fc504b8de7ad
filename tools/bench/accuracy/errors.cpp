#include "bench/accuracy/errors.h"

#include <algorithm>
#include <cmath>

#include "bench/accuracy/whole_head.h"

namespace pamsim::accuracy {

void Errors::add(const Errors& other) {
    const double squares =
        root_mean_square * root_mean_square * static_cast<double>(values) +
        other.root_mean_square * other.root_mean_square * static_cast<double>(other.values);
    values += other.values;
    root_mean_square = values == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(values));
    largest = std::max(largest, other.largest);
    bound = std::max(bound, other.bound);
    share = std::max(share, other.share);
}

Errors errors_of(const std::vector<std::vector<Bits16>>& outputs, const Head& head, const Plan& plan,
                 const numerics::PuShape& pu) {
    Errors all;
    for (std::uint32_t query = 0; query < head.queries; ++query) {
        const Exact exact = exact_attention(head, query);
        const numerics::AttentionTask task = task_of(head, exact, plan, pu, merging_ru(head.format));
        Errors errors;
        errors.values = head.dim;
        errors.bound = numerics::attention_error_bound(task);
        for (std::uint32_t i = 0; i < head.dim; ++i) {
            const Bits32 wide = numerics::widen(head.format, outputs[query][i]);
            const double error = std::fabs(static_cast<double>(numerics::float_of(wide)) - exact.output[i]);
            const double share = error == 0.0 ? 0.0 : error / attention_error_bound(task, exact.spread[i]);
            // A NaN is the largest error there is.
            errors.largest = std::isnan(error) ? HUGE_VAL : std::max(errors.largest, error);
            errors.share = std::isnan(share) ? HUGE_VAL : std::max(errors.share, share);
            errors.root_mean_square += error * error;
        }
        errors.root_mean_square = std::sqrt(errors.root_mean_square / head.dim);
        all.add(errors);
    }
    return all;
}

Errors measured(const Head& head, const Plan& plan, const numerics::PuShape& shape) {
    numerics::ProcessingUnit pu(shape);
    numerics::ReductionUnit ru(merging_ru(head.format));
    std::vector<std::vector<Bits16>> outputs;
    for (const Normalised& output : WholeHead(pu, ru).run(head, plan)) outputs.push_back(output.o);
    return errors_of(outputs, head, plan, shape);
}

}  // namespace pamsim::accuracy
