#include "memory/flash/partial_pages.h"

namespace pamsim::memory {

PartialPages::Pages PartialPages::write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens) {
    if (sequence >= open_.size()) open_.resize(sequence + 1);
    Open& open = open_[sequence];
    const std::uint32_t end = first + tokens;
    const Pages whole{first / page_tokens_, end / page_tokens_ - first / page_tokens_};
    tokens_ -= open.tokens;
    open.tokens = whole.count == 0 ? open.tokens + tokens : end % page_tokens_;
    open.page = end / page_tokens_;
    tokens_ += open.tokens;
    return whole;
}

std::uint32_t PartialPages::release(std::uint64_t sequence) {
    if (sequence >= open_.size()) return 0;
    const std::uint32_t held = open_[sequence].tokens;
    open_[sequence] = {};
    tokens_ -= held;
    return held;
}

std::vector<PartialPages::Page> PartialPages::give_out_padded() {
    std::vector<Page> pages;
    for (std::uint64_t sequence = 0; sequence < open_.size(); ++sequence) {
        Open& open = open_[sequence];
        if (open.tokens > 0) pages.push_back({sequence, open.page});
        open.tokens = 0;
    }
    tokens_ = 0;
    return pages;
}

}  // namespace pamsim::memory
