// Rows of the translation layer: host pages fill them, programs write them, collection moves them.
#include "base/invariant.h"
#include "memory/flash/ftl.h"

namespace pamsim::memory {

using base::Picoseconds;

void FlashFtl::place_waiting() {
    while (!waiting_.empty()) {
        if (!host_row_) host_row_ = open_host_row();
        if (!host_row_) return;
        const auto [page, request] = waiting_.front();
        waiting_.pop_front();
        no_longer_waits(page);
        const SlotIndex row = *host_row_;
        rows_[row].requests.push_back(request);
        const PhysicalPage to = next_page_of(row);
        map_.map(page, to);
        if (store_ != nullptr) store_->program(to, page);
        ++stats_.host_pages_written;
        if (rows_[row].filled == part_.planes) program(row);
    }
}

std::optional<SlotIndex> FlashFtl::open_host_row() {
    for (std::uint32_t tried = 0; tried < part_.all_dies(); ++tried) {
        const std::uint32_t die = next_die_;
        next_die_ = (next_die_ + 1) % part_.all_dies();
        const bool room = blocks_[die].has_row(Stream::host);
        std::optional<SlotIndex> row;
        if (room) row = open_row(die, Stream::host);
        collect(die);
        if (room) return row;
    }
    return std::nullopt;
}

SlotIndex FlashFtl::open_row(std::uint32_t die, Stream stream) {
    const auto row = blocks_[die].next_row(stream);
    base::require(row.has_value(), part_.name, "garbage collection found no free block for what it moves");
    const SlotIndex index = rows_.take();
    rows_[index].row = *row;
    rows_[index].stream = stream;
    unprogrammed_.insert(geometry_.row_number(*row));
    return index;
}

PhysicalPage FlashFtl::next_page_of(SlotIndex row) {
    return geometry_.page(rows_[row].row, rows_[row].filled++);
}

void FlashFtl::program(SlotIndex index) {
    const RowWrite& write = rows_[index];
    FlashOp op = read_of({geometry_.page(write.row, 0), write.filled, true}, Kind::program, index);
    op.command = FlashCommand::program;
    if (write.stream == Stream::host) {
        host_row_.reset();
    } else {
        op.origin = FlashOrigin::garbage_collection;
        collections_[write.row.die].row.reset();
        ++collections_[write.row.die].programs;
    }
    engine_.submit(op, now());
}

void FlashFtl::row_programmed(SlotIndex index) {
    const RowWrite write = rows_[index];
    rows_.give_back(index);
    unprogrammed_.erase(geometry_.row_number(write.row));
    for (const SlotIndex request : write.requests) part_done(request, now());
    if (write.stream == Stream::host) return;
    --collections_[write.row.die].programs;
    finish_moves(write.row.die);
}

/// Begins a collection where free blocks have become few; every live page of the victim is read at once, as
/// far as the die's queue of collection reads lets it.
void FlashFtl::collect(std::uint32_t die) {
    Collection& collection = collections_[die];
    if (collection.active || blocks_[die].free() > part_.gc_free_blocks) return;
    const auto victim = blocks_[die].take_victim(map_);
    if (!victim) return;
    collection.active = true;
    collection.block = *victim;
    std::vector<Run> runs;
    const PhysicalPage first = geometry_.page({die, *victim, 0}, 0);
    for (std::uint32_t i = 0; i < geometry_.block_pages(); ++i) {
        const PhysicalPage page{static_cast<std::uint32_t>(first) + i};
        if (map_.owner(page)) append(runs, place_of(page));
    }
    collection.reads = static_cast<std::uint32_t>(runs.size());
    for (const Run& run : runs) {
        const SlotIndex index = runs_.take();
        runs_[index] = run;
        submit_read(read_of(run, Kind::gc_read, index), run);
    }
    finish_moves(die);
}

/// Pages of the run that are still live go to the collection's open row.
void FlashFtl::move(std::uint32_t die, const Run& run) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
        const PhysicalPage from{static_cast<std::uint32_t>(run.first) + i};
        const auto page = map_.owner(from);
        if (!page) continue;
        auto& row = collections_[die].row;
        if (!row) row = open_row(die, Stream::garbage_collection);
        const SlotIndex index = *row;
        const PhysicalPage to = next_page_of(index);
        if (store_ != nullptr) store_->copy(from, to);
        map_.map(*page, to);
        ++stats_.pages_moved;
        if (rows_[index].filled == part_.planes) program(index);
    }
}

/// After the last page has been moved a row that is not full is programmed; after the last program the
/// victim is erased.
void FlashFtl::finish_moves(std::uint32_t die) {
    Collection& collection = collections_[die];
    if (collection.reads > 0) return;
    if (collection.row) program(*collection.row);
    if (collection.programs > 0) return;
    FlashOp op =
        read_of({geometry_.page({die, collection.block, 0}, 0), part_.planes, false}, Kind::erase, die);
    op.command = FlashCommand::erase;
    op.origin = FlashOrigin::garbage_collection;
    engine_.submit(op, now());
}

void FlashFtl::erased(std::uint32_t die) {
    const std::uint32_t block = collections_[die].block;
    blocks_[die].erased(block);
    if (store_ != nullptr) store_->erase(geometry_.page({die, block, 0}, 0), geometry_.block_pages());
    collections_[die] = {};
    ++stats_.collections;
    collect(die);
    place_waiting();
}

}  // namespace pamsim::memory
