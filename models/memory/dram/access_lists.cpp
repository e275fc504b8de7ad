#include "memory/dram/access_lists.h"

namespace pamsim::memory {

AccessLists::AccessLists(std::size_t banks, std::size_t capacity) : lists_(banks), pool_(capacity) {
    for (std::size_t i = capacity; i-- > 0;) free_.push_back(static_cast<std::int32_t>(i));
}

void AccessLists::push(const Access& access) {
    const std::int32_t slot = free_.back();
    free_.pop_back();
    Access& here = pool_[static_cast<std::size_t>(slot)];
    here = access;
    here.next = kNone;
    List& list = lists_[access.bank];
    const std::int32_t last = list.tail[access.write];
    (last == kNone ? list.head[access.write] : pool_[static_cast<std::size_t>(last)].next) = slot;
    list.tail[access.write] = slot;
}

AccessLists::Access AccessLists::remove(std::int32_t access) {
    const Access gone = (*this)[access];
    List& list = lists_[gone.bank];
    std::int32_t previous = kNone;
    for (std::int32_t a = list.head[gone.write]; a != access; a = (*this)[a].next) previous = a;
    (previous == kNone ? list.head[gone.write] : pool_[static_cast<std::size_t>(previous)].next) = gone.next;
    if (list.tail[gone.write] == access) list.tail[gone.write] = previous;
    free_.push_back(access);
    return gone;
}

}  // namespace pamsim::memory
