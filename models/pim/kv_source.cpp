#include "pim/kv_source.h"

#include <fmt/format.h>

#include <cmath>

#include "base/random.h"

namespace pamsim::pim {

using numerics::Bits16;

namespace {

void fill(base::RandomStream stream, double scale, numerics::Format format, std::uint32_t count,
          Bits16* out) {
    for (std::uint32_t i = 0; i < count; ++i)
        out[i] = numerics::narrow(format, numerics::bits_of(static_cast<float>(stream.normal() * scale)));
}

}  // namespace

void RandomKv::key(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t token,
                   Bits16* out) const {
    fill({seed_, fmt::format("k.{}.{}.{}.{}", layer, sequence, kv_head, token)}, 1.0, format_, head_dim_,
         out);
}

void RandomKv::value(std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t token,
                     Bits16* out) const {
    fill({seed_, fmt::format("v.{}.{}.{}.{}", layer, sequence, kv_head, token)}, 1.0, format_, head_dim_,
         out);
}

void RandomKv::query(std::uint32_t layer, std::uint64_t sequence, std::uint32_t query_head,
                     Bits16* out) const {
    fill({seed_, fmt::format("q.{}.{}.{}", layer, sequence, query_head)},
         1.0 / std::sqrt(static_cast<double>(head_dim_)), format_, head_dim_, out);
}

}  // namespace pamsim::pim
