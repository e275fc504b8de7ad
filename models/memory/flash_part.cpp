#include "memory/flash_part.h"

#include <fmt/format.h>

namespace pamsim::memory {

namespace {

using base::ConfigNode;
using base::Picoseconds;

constexpr double max_capacity_bytes =
    1125899906842624.0;  // 1 PiB: beyond it the 64-bit products lose their margin

std::uint32_t count(const ConfigNode& node, const std::string& key, const std::string& doc,
                    std::uint64_t max) {
    return static_cast<std::uint32_t>(node.uint(key, {doc, 1, max}));
}

Picoseconds nanoseconds(const ConfigNode& node, const std::string& key, const std::string& doc, double min,
                        double max) {
    return base::picoseconds(node.real(key, {doc + ", in ns", min, max}) * 1e-9);
}

void read_geometry(FlashPart& part, const ConfigNode& node) {
    part.channels = count(node, "channels", "flash channels of the controller; ONFI", 256);
    part.dies = count(node, "dies", "dies (LUNs) on one channel; ONFI", 64);
    part.planes = count(node, "planes", "planes of one die, read and programmed together; ONFI", 16);
    part.blocks = count(node, "blocks", "erase blocks of one plane; ONFI", 1048576);
    part.pages = count(node, "pages", "pages of one block; ONFI", 65536);
    part.page_bytes = static_cast<std::uint32_t>(
        node.uint("page_bytes", {"bytes of one page without its spare area; ONFI", 512, 1048576}));
    const double bytes =
        static_cast<double>(part.all_dies()) * part.planes * part.blocks * part.pages * part.page_bytes;
    if (bytes > max_capacity_bytes) {
        node.fail("blocks",
                  "the geometry holds more than 1 PiB in one drive; check blocks, pages and page_bytes");
    }
}

void read_timing(FlashPart& part, const ConfigNode& node) {
    part.channel_bytes_per_s =
        static_cast<double>(node.uint(
            "channel_mtps", {"transfers of one 8-bit channel in MT/s, a byte each; ONFI", 1, 100000})) *
        1e6;
    part.t_read = nanoseconds(node, "t_read_ns", "tR, page from array to register; ONFI", 100, 1e9);
    part.t_program = nanoseconds(node, "t_program_ns", "tPROG, page from register to array; ONFI", 100, 1e10);
    part.t_erase = nanoseconds(node, "t_erase_ns", "tBERS, erase of one block; ONFI", 100, 1e11);
    part.controller_latency =
        nanoseconds(node, "controller_latency_ns",
                    "command handling and error correction of one page, beside the array's pace", 0, 1e7);
    part.cache_read = node.flag(
        "cache_read", {"whether the next page is sensed while the last one is on the bus; ONFI read cache"});
    part.cache_program = node.flag(
        "cache_program", {"whether the next page is moved in while the last one is programmed; ONFI "
                          "page cache program"});
    part.t_cache_busy = nanoseconds(
        node, "t_cache_busy_ns", "tRCBSY, registers busy between two cached senses, beyond tR; ONFI", 0, 1e6);
}

void read_commands(FlashPart& part, const ConfigNode& node) {
    part.command_overhead = nanoseconds(
        node, "command_overhead_ns",
        "channel time of one operation's command and address cycles, tCS + 6 tWC + tWB + tRR; ONFI", 0, 1e5);
    part.data_out_setup =
        nanoseconds(node, "data_out_setup_ns",
                    "channel time before the first byte of a page out, tRPRE + tDQSRE; ONFI", 0, 1e5);
    part.plane_change = nanoseconds(
        node, "plane_change_ns",
        "channel time before each further plane's page, tRHW + 6 tWC + tCCS + tRPRE + tDQSRE; ONFI", 0, 1e5);
    part.in_order = node.word("die_scheduling",
                              {"whether a channel serves whichever die has its page, or reads in their order",
                               {"out_of_order", "in_order"}}) == "in_order";
}

void read_suspend(FlashPart& part, const ConfigNode& node) {
    part.suspend = node.flag("suspend", {"whether host reads suspend programs and erases; ONFI"});
    part.t_program_suspend = nanoseconds(node, "t_program_suspend_ns",
                                         "from program suspend until the die can sense a page", 0, 1e9);
    part.t_erase_suspend =
        nanoseconds(node, "t_erase_suspend_ns", "from erase suspend until the die can sense a page", 0, 1e9);
    part.t_resume =
        nanoseconds(node, "t_resume_ns", "array time that the resume of an operation adds", 0, 1e9);
}

void read_failures(FlashPart& part, const ConfigNode& node) {
    part.read_retry_rate =
        node.real("read_retry_rate", {"probability that a sensed page fails its CRC or parity", 0, 1});
    part.read_retry =
        nanoseconds(node, "read_retry_ns", "array time that a repeated sense of a page adds to tR", 0, 1e8);
    part.read_retry_limit = count(node, "read_retry_limit",
                                  "repeated senses of one page before the run stops with its address", 1000);
}

void read_mapping(FlashPart& part, const ConfigNode& node) {
    part.over_provisioning =
        node.real("over_provisioning", {"share of the pages that holds no user data; MQSim", 0, 0.9});
    part.gc_free_blocks = count(
        node, "gc_free_blocks",
        "free blocks of a plane at which garbage collection begins; the last one is collection's own", 65536);
    part.gc_fifo =
        node.word("gc_policy", {"which block is collected: the one with fewest valid pages, or the oldest",
                                {"greedy", "fifo"}}) == "fifo";
    // What cannot be collected: two open blocks, one kept for collection, less than a row of every block.
    const double needed = part.gc_free_blocks + 3.0 + static_cast<double>(part.blocks) / part.pages;
    const double spare = part.over_provisioning * part.blocks;
    if (spare < needed)
        node.fail(
            "gc_free_blocks",
            fmt::format("{}; collection then needs {:.1f} spare blocks of a plane, and over_provisioning {} "
                        "of {} blocks leaves {:.1f}",
                        part.gc_free_blocks, needed, part.over_provisioning, part.blocks, spare));
}

void read_buffer_and_wear(FlashPart& part, const ConfigNode& node) {
    part.write_buffer = base::Bytes{static_cast<std::int64_t>(node.uint(
        "write_buffer_bytes", {"controller DRAM that gathers writes until a page is whole", 1, 1ULL << 40}))};
    part.program_erase_cycles =
        node.uint("program_erase_cycles", {"program-erase cycles that a block endures; MQSim", 1, 10000000});
    const std::int64_t pages_at_once = std::int64_t{part.planes} * part.page_bytes;
    if (part.write_buffer.value() < pages_at_once) {
        node.fail("write_buffer_bytes", std::to_string(part.write_buffer.value()) +
                                            "; must hold at least one page of every plane of a die, " +
                                            std::to_string(pages_at_once) + " bytes");
    }
}

}  // namespace

Picoseconds FlashPart::transfer_time() const {
    return base::picoseconds(page_bytes / channel_bytes_per_s);
}

Picoseconds FlashPart::page_interval() const {
    const Picoseconds transfer = transfer_time();
    Picoseconds array{base::ceil_div(t_read.value(), planes)};
    if (!cache_read) array += transfer;  // the register is busy until its page has left
    return base::max(array, transfer * dies);
}

Picoseconds FlashPart::page_interval_with_commands() const {
    const Picoseconds bus =
        command_overhead + data_out_setup + plane_change * (planes - 1) + transfer_time() * planes;
    const Picoseconds array = cache_read ? t_read + t_cache_busy : t_read + bus;
    return Picoseconds{base::ceil_div(base::max(array, bus * dies).value(), planes)};
}

base::Bytes FlashPart::user_capacity() const {
    const std::int64_t pages_in_all = capacity().value() / page_bytes;
    const auto spare = static_cast<std::int64_t>(static_cast<double>(pages_in_all) * over_provisioning);
    return base::Bytes{(pages_in_all - spare) * page_bytes};
}

double FlashPart::read_bytes_per_s() const {
    return static_cast<double>(all_dies()) * page_bytes / base::seconds(page_interval());
}

double FlashPart::program_bytes_per_s() const {
    const Picoseconds transfer = transfer_time();
    Picoseconds array = t_program;
    if (!cache_program) array += transfer * planes;  // the register fills first
    const Picoseconds interval = base::max(array, transfer * planes * dies);
    return static_cast<double>(all_dies()) * planes * page_bytes / base::seconds(interval);
}

FlashPart FlashPart::from(const base::ConfigNode& node) {
    FlashPart part{};
    node.word("kind", {"what this part is", {"flash"}});
    part.name = node.text("name", {"name of the part, as results show it"});
    read_geometry(part, node);
    read_timing(part, node);
    read_commands(part, node);
    read_suspend(part, node);
    read_failures(part, node);
    read_mapping(part, node);
    read_buffer_and_wear(part, node);
    return part;
}

}  // namespace pamsim::memory
