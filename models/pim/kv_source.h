// The K, V and q that a machine's values are made of.
#pragma once

#include <cstdint>

#include "numerics/formats.h"

namespace pamsim::pim {

/// What a cell of the KV cache holds, and the queries asked of it: `head_dim` values each. Queries have their
/// 1/sqrt(head_dim) in them.
class KvSource {
public:
    virtual ~KvSource() = default;
    virtual void key(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t token,
                     numerics::Bits16* out) const = 0;
    virtual void value(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head,
                       std::uint32_t token, numerics::Bits16* out) const = 0;
    virtual void query(std::uint32_t layer, std::uint64_t sequence, std::uint32_t query_head,
                       numerics::Bits16* out) const = 0;
};

/// N(0, 1) keys, values and (before their scale) queries: a random stream per vector, so that a vector is the
/// same wherever its token lies and in whatever order vectors are asked for.
class RandomKv : public KvSource {
public:
    RandomKv(std::uint64_t seed, numerics::Format format, std::uint32_t head_dim)
        : seed_(seed), format_(format), head_dim_(head_dim) {}

    void key(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t token,
             numerics::Bits16* out) const override;
    void value(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t token,
               numerics::Bits16* out) const override;
    void query(std::uint32_t layer, std::uint64_t sequence, std::uint32_t query_head,
               numerics::Bits16* out) const override;

private:
    std::uint64_t seed_;
    numerics::Format format_;
    std::uint32_t head_dim_;
};

}  // namespace pamsim::pim
