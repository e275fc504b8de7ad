// SHA-256 against the examples of NIST (FIPS 180-4 example values; Cryptographic Algorithm Validation
// Program).
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace pamsim::base {
namespace {

std::string digest(const std::string& text) {
    Sha256 sha;
    sha.add(text.data(), text.size());
    return sha.hex_digest();
}

TEST(Sha256, OfNothing) {
    EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, OfOneBlock) {
    EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, OfTwoBlocksBecauseOfThePadding) {
    EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfAMillionBytesInUnevenPieces) {
    const std::string piece(997, 'a');
    Sha256 sha;
    std::size_t left = 1'000'000;
    for (; left >= piece.size(); left -= piece.size()) sha.add(piece.data(), piece.size());
    sha.add(piece.data(), left);
    EXPECT_EQ(sha.hex_digest(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfWordsTakesTheLowerByteFirst) {
    Sha256 sha;
    sha.add_little_endian(0x6261);  // "ab"
    sha.add("c", 1);
    EXPECT_EQ(sha.hex_digest(), digest("abc"));
}

}  // namespace
}  // namespace pamsim::base
