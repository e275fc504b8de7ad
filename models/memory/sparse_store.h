// The bytes behind a memory's addresses, as far as anybody wrote them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <unordered_map>

namespace pamsim::memory {

/// Pages of 4 KiB that come into being with their first write; everything else reads as zero. No bounds.
class SparseStore {
public:
    void write(std::uint64_t address, const std::uint8_t* data, std::uint64_t bytes) {
        in_pieces(address, bytes,
                  [&](std::uint64_t page, std::uint64_t offset, std::uint64_t at, std::uint64_t n) {
                      std::memcpy(pages_[page].data() + offset, data + at, n);
                  });
    }
    void read(std::uint64_t address, std::uint8_t* data, std::uint64_t bytes) const {
        in_pieces(address, bytes,
                  [&](std::uint64_t page, std::uint64_t offset, std::uint64_t at, std::uint64_t n) {
                      const auto found = pages_.find(page);
                      if (found == pages_.end())
                          std::memset(data + at, 0, n);
                      else
                          std::memcpy(data + at, found->second.data() + offset, n);
                  });
    }
    std::size_t pages() const { return pages_.size(); }

private:
    static constexpr std::uint64_t kPage = 4096;

    /// `f(page, offset in the page, offset in the data, bytes)` for the part in every page.
    template <class F>
    static void in_pieces(std::uint64_t address, std::uint64_t bytes, F f) {
        for (std::uint64_t at = 0; at < bytes;) {
            const std::uint64_t offset = (address + at) % kPage;
            const std::uint64_t n = std::min(kPage - offset, bytes - at);
            f((address + at) / kPage, offset, at, n);
            at += n;
        }
    }

    std::unordered_map<std::uint64_t, std::array<std::uint8_t, kPage>> pages_;
};

}  // namespace pamsim::memory
