// The bytes behind a memory's addresses.
#include "memory/sparse_store.h"

#include <gtest/gtest.h>

#include <vector>

namespace pamsim::memory {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read(const SparseStore& store, std::uint64_t address, std::size_t bytes) {
    Bytes data(bytes, 0xff);
    store.read(address, data.data(), bytes);
    return data;
}

TEST(SparseStore, ReadsZeroWhereNobodyWroteAndKeepsNothing) {
    const SparseStore store;
    EXPECT_EQ(read(store, 12345, 3), (Bytes{0, 0, 0}));
    EXPECT_EQ(store.pages(), 0u);
}

TEST(SparseStore, WritesAcrossAPageBoundary) {
    SparseStore store;
    const Bytes data{1, 2, 3, 4};
    store.write(4094, data.data(), data.size());
    EXPECT_EQ(store.pages(), 2u);
    EXPECT_EQ(read(store, 4093, 6), (Bytes{0, 1, 2, 3, 4, 0}));
}

TEST(SparseStore, KeepsPagesApartAndTheLastWrite) {
    SparseStore store;
    const Bytes first{1}, second{2};
    store.write(0, first.data(), 1);
    store.write(std::uint64_t{1} << 40, first.data(), 1);
    store.write(std::uint64_t{1} << 40, second.data(), 1);
    EXPECT_EQ(read(store, 0, 1), first);
    EXPECT_EQ(read(store, std::uint64_t{1} << 40, 1), second);
}

TEST(SparseStore, ReadsOverAHole) {
    SparseStore store;
    const Bytes one{5};
    store.write(4095, one.data(), 1);
    store.write(3 * 4096, one.data(), 1);
    const Bytes seen = read(store, 4095, 2 * 4096 + 2);
    EXPECT_EQ(seen.front(), 5);
    EXPECT_EQ(seen.back(), 5);
    for (std::size_t i = 1; i + 1 < seen.size(); ++i) ASSERT_EQ(seen[i], 0) << i;
}

}  // namespace
}  // namespace pamsim::memory
