// Which pages of a sequence's tokens are whole: KV arrives token by token, flash is written page by page.
#pragma once

#include <cstdint>
#include <vector>

namespace pamsim::memory {

/// A page here is what `page_tokens` tokens fill, in every layer and head of the owner.
class PartialPages {
public:
    struct Pages {
        std::uint32_t first = 0, count = 0;
    };
    struct Page {
        std::uint64_t sequence = 0;
        std::uint32_t page = 0;
    };

    explicit PartialPages(std::uint32_t page_tokens) : page_tokens_(page_tokens) {}

    /// Tokens [first, first + tokens) of the sequence's stay have come; answers the pages that are whole now.
    Pages write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens);
    /// The sequence is gone; answers how many of its tokens were held.
    std::uint32_t release(std::uint64_t sequence);
    /// Every page in part is given out, padded; later tokens make it whole, and it is given out once more.
    std::vector<Page> give_out_padded();

    std::int64_t tokens() const { return tokens_; }  ///< held in partial pages

private:
    struct Open {
        std::uint32_t tokens = 0, page = 0;
    };
    std::uint32_t page_tokens_;
    std::vector<Open> open_;  ///< per sequence
    std::int64_t tokens_ = 0;
};

}  // namespace pamsim::memory
