// Ports of pam_dot for Lockstep, and random beats that meet what adder trees get wrong.
#pragma once

#include <algorithm>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "lockstep/lockstep.h"
#include "support/values.h"
#include "support/wide.h"
#include "twins/dot_twin.h"

namespace pamsim::tb {

/// Vectors for one beat.
class DotBeats {
public:
    DotBeats(std::uint64_t seed, numerics::Format format);
    void draw(std::vector<numerics::Bits16>& a, std::vector<numerics::Bits16>& b);

private:
    numerics::Bits16 near_one(std::uint32_t octaves);
    void cancel(std::vector<numerics::Bits16>& a, std::vector<numerics::Bits16>& b);
    void thin_out(std::vector<numerics::Bits16>& a);

    std::mt19937_64 random_;
    FloatFormat format_;
    RandomValues all_, finite_;
};

template <typename Unit>
class DotPorts {
public:
    using Model = Unit;
    using Twin = DotTwin;
    using In = Twin::In;
    using Out = Twin::Out;

    DotPorts(const DotShape& shape, Coverage& coverage, std::uint64_t seed)
        : shape_(shape),
          random_(seed),
          beats_(seed + 1, shape.format),
          open_(shape.slots),
          a_monitor_(coverage, "in_a " + name_of(shape.format), float_of(shape.format)),
          b_monitor_(coverage, "in_b " + name_of(shape.format), float_of(shape.format)),
          tree_monitor_(coverage, "tree sum " + name_of(shape.format), kFp32),
          kinds_(coverage.row("beats", "in", {"first", "middle", "last", "whole", "vector"})) {}

    void draw(In& in) {
        in.a.resize(shape_.lanes);
        in.b.resize(shape_.lanes);
        beats_.draw(in.a, in.b);
        in.slot = static_cast<std::uint32_t>(random_() % shape_.slots);
        in.vector = random_() % 4 == 0;
        in.first = random_() % 8 == 0;
        in.last = random_() % 3 == 0;
        if (in.vector) return;  // no sum begins or ends, whatever first and last say
        in.first |= !open_[in.slot];
        open_[in.slot] = !in.last;
    }
    void abort() { std::fill(open_.begin(), open_.end(), false); }
    void drive(Model& model, const In& in) const {
        if (!in.a.empty()) set_lanes(model.in_a_i, in.a);
        if (!in.b.empty()) set_lanes(model.in_b_i, in.b);
        model.in_slot_i = static_cast<CData>(in.slot);
        model.in_first_i = in.first;
        model.in_last_i = in.last;
        model.in_vector_i = in.vector;
    }
    void sample(const Model& model, Out& out) const {
        out.prod_valid = model.prod_valid_o != 0;
        out.prod_slot = model.prod_slot_o;
        out.prod.resize(shape_.lanes);
        get_lanes(model.prod_o, out.prod);
        out.out_slot = model.out_slot_o;
        out.out_sum = model.out_sum_o;
    }
    void taken(const In& in) {
        for (std::uint32_t i = 0; i < shape_.lanes; ++i) {
            a_monitor_.value(in.a[i]);
            b_monitor_.value(in.b[i]);
        }
        tree_monitor_.value(numerics::dot_beat(shape_.format, in.a.data(), in.b.data(), shape_.lanes));
        kinds_.hit(in.vector ? 4 : in.first ? (in.last ? 3 : 0) : (in.last ? 2 : 1));
    }
    void show(std::ostream& stream, const Out& out) const {
        stream << "out_slot " << out.out_slot << " out_sum " << out.out_sum << " prod_valid "
               << out.prod_valid << " prod_slot " << out.prod_slot << " prod";
        for (const auto product : out.prod) stream << ' ' << product;
    }

private:
    static FloatFormat float_of(numerics::Format format) {
        return format == numerics::Format::fp16 ? kFp16 : kBf16;
    }

    DotShape shape_;
    std::mt19937_64 random_;
    DotBeats beats_;
    std::vector<bool> open_;
    ValueMonitor a_monitor_, b_monitor_, tree_monitor_;
    Coverage::Row& kinds_;
};

}  // namespace pamsim::tb
