// Cycle twin of pam_dot.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/dot.h"

namespace pamsim::tb {

/// Parameters of pam_dot.
struct DotShape {
    std::uint32_t lanes;
    numerics::Format format = numerics::Format::fp16;
    numerics::Accumulate accumulate = numerics::Accumulate::fp32;
    std::uint32_t slots = 1;
};

class DotTwin {
public:
    static constexpr std::size_t kLatency = 3;  ///< of sums; of products: 1

    /// The input ports in one cycle; a, b: `lanes` values.
    struct In {
        bool flush = false;
        bool in_valid = false;
        std::vector<numerics::Bits16> a, b;
        std::uint32_t slot = 0;
        bool first = false;
        bool last = false;
        bool vector = false;
        bool out_ready = false;
    };
    /// The output ports in the same cycle, before its edge. Equal when all that is valid is.
    struct Out {
        bool in_ready = false;
        bool prod_valid = false;
        std::uint32_t prod_slot = 0;
        std::vector<numerics::Bits32> prod;
        bool out_valid = false;
        std::uint32_t out_slot = 0;
        numerics::Bits32 out_sum = 0;

        bool operator==(const Out& other) const;
    };

    explicit DotTwin(const DotShape& shape) : shape_(shape), running_(shape.slots) {}

    Out step(const In& in);
    /// What rst_ni does, and the edge of a cycle with flush: the pipeline is empty; sums stay as they are.
    void reset();

private:
    struct Stage {
        bool valid = false;
        std::uint32_t slot = 0;
        bool first = false;
        bool last = false;
    };
    void advance(const In& in);

    DotShape shape_;
    Stage product_, tree_, sum_;
    bool vector_ = false;  ///< of the product stage
    std::vector<numerics::Bits32> products_;
    numerics::Bits32 beat_ = 0;  ///< of the tree stage
    numerics::Bits32 out_ = 0;   ///< of the last stage
    std::vector<numerics::Bits32> running_;
};

}  // namespace pamsim::tb
