#include "host/kv_writer.h"

#include <algorithm>

#include "host/transfer.h"

namespace pamsim::host {

using protocol::KvSpan;

namespace {

std::uint32_t count_tokens(const std::vector<KvSpan>& spans) {
    std::uint32_t sum = 0;
    for (const KvSpan& span : spans) sum += span.tokens;
    return sum;
}

}  // namespace

KvWriter::KvWriter(const sc_core::sc_module_name& name, const LevelLink& link, std::int64_t token_bytes,
                   std::int64_t chunk_bytes)
    : sc_core::sc_module(name),
      link_(link),
      token_bytes_(token_bytes),
      chunk_tokens_(static_cast<std::uint32_t>(std::max<std::int64_t>(chunk_bytes / token_bytes, 1))) {
    SC_THREAD(run);
}

void KvWriter::post_prompt(const KvSpan& span, std::function<void()> landed) {
    pending_bytes_ += span.tokens * token_bytes_;
    prompts_.push_back({{span}, std::move(landed)});
    posted_.notify(sc_core::SC_ZERO_TIME);
}

void KvWriter::post_new_tokens(std::vector<KvSpan> spans, std::function<void()> landed) {
    pending_bytes_ += count_tokens(spans) * token_bytes_;
    new_tokens_.push_back({std::move(spans), std::move(landed)});
    posted_.notify(sc_core::SC_ZERO_TIME);
}

void KvWriter::run() {
    for (;;) {
        while (prompts_.empty() && new_tokens_.empty()) wait(posted_);
        busy_ = true;
        if (!new_tokens_.empty()) {
            Job job = std::move(new_tokens_.front());
            new_tokens_.pop_front();
            write(std::move(job.spans));
            job.landed();
        } else {
            // One chunk of the oldest prompt; what is left goes on after any new tokens.
            KvSpan& rest = prompts_.front().spans.front();
            const KvSpan chunk{rest.sequence, rest.first, std::min(rest.tokens, chunk_tokens_)};
            rest.first += chunk.tokens;
            rest.tokens -= chunk.tokens;
            write({chunk});
            if (prompts_.front().spans.front().tokens == 0) {
                const auto landed = std::move(prompts_.front().landed);
                prompts_.pop_front();
                landed();
            }
        }
        busy_ = false;
    }
}

void KvWriter::write(std::vector<KvSpan> spans) {
    const std::int64_t bytes = count_tokens(spans) * token_bytes_;
    if (link_.to_level) transfer(fabric, *link_.to_level, bytes, 1);
    tlm::tlm_generic_payload& payload = memory.acquire();
    payload.set_write();
    auto* access = new protocol::BulkAccess;
    access->bytes = bytes;
    access->kv = std::move(spans);
    payload.set_extension(access);
    memory.send_and_wait(payload, [](tlm::tlm_generic_payload&) {});
    pending_bytes_ -= bytes;
}

}  // namespace pamsim::host
