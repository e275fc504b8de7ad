#include "twins/dot_twin.h"

#include "numerics/fp32.h"

namespace pamsim::tb {

bool DotTwin::Out::operator==(const Out& other) const {
    if (in_ready != other.in_ready || prod_valid != other.prod_valid || out_valid != other.out_valid)
        return false;
    if (prod_valid && (prod_slot != other.prod_slot || prod != other.prod)) return false;
    return !out_valid || (out_slot == other.out_slot && out_sum == other.out_sum);
}

DotTwin::Out DotTwin::step(const In& in) {
    Out out;
    out.out_valid = sum_.valid;
    out.out_slot = sum_.slot;
    out.out_sum = out_;
    out.in_ready = !out.out_valid || in.out_ready;
    out.prod_valid = out.in_ready && product_.valid && vector_;
    if (out.prod_valid) {
        out.prod_slot = product_.slot;
        out.prod = products_;
    }
    if (out.in_ready) advance(in);
    if (in.flush) reset();
    return out;
}

void DotTwin::advance(const In& in) {
    sum_ = tree_;
    if (tree_.valid) {
        numerics::Bits32& running = running_.at(tree_.slot);
        running = numerics::accumulate_beat(shape_.accumulate, tree_.first, running, beat_);
        out_ = running;
    }
    sum_.valid = tree_.valid && tree_.last;

    tree_ = product_;
    tree_.valid = product_.valid && !vector_;
    if (tree_.valid) beat_ = numerics::tree_sum(products_.data(), products_.size());

    product_ = {in.in_valid, in.slot, in.first, in.last};
    vector_ = in.vector;
    if (!in.in_valid) return;
    products_.resize(shape_.lanes);
    for (std::uint32_t i = 0; i < shape_.lanes; ++i)
        products_[i] = numerics::product(shape_.format, in.a[i], in.b[i]);
}

void DotTwin::reset() {
    product_.valid = tree_.valid = sum_.valid = false;
}

}  // namespace pamsim::tb
