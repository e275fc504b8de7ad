#include "pu/pu_jobs.h"

#include <algorithm>
#include <utility>

#include "pu/pu_values.h"

namespace pamsim::tb {

using numerics::Bits16;
using numerics::Bits32;

PuJob& PuJobs::add(PuOp op, std::uint32_t heads, std::uint32_t beats, std::uint32_t tokens) {
    PuJob& job = jobs_.emplace_back();
    job.command = {op, false, heads, beats, tokens};
    job.cycles = unit_.cycles();
    return job;
}

void PuJobs::load_q(std::vector<Bits16> q, std::uint32_t heads, std::uint32_t beats) {
    PuJob& job = add(PuOp::load_q, heads, beats, 0);
    unit_.load_q(q.data(), heads, beats);
    job.q = std::move(q);
    job.cycles = unit_.cycles() - job.cycles;
}

void PuJobs::score(std::vector<Bits16> k, const std::vector<Bits16>& q, std::uint32_t heads,
                   std::uint32_t beats, bool partial) {
    const std::uint32_t lanes = shape_.lanes;
    const auto tokens = static_cast<std::uint32_t>(k.size() / (std::size_t{beats} * lanes));
    PuJob& job = add(PuOp::score, heads, beats, tokens);
    job.command.partial = partial;
    job.score.resize(std::size_t{tokens} * heads + (partial ? 0 : heads));
    unit_.score(k.data(), q.data(), tokens, heads, beats, partial, job.score.data(),
                job.score.data() + std::size_t{tokens} * heads);
    job.data = std::move(k);
    job.cycles = unit_.cycles() - job.cycles;
    if (shape_.q_resident) return;
    for (std::uint32_t pair = 0; pair < tokens * beats * heads; ++pair) {
        const std::uint32_t head = pair % heads, beat = pair / heads % beats;
        const auto from = q.begin() + static_cast<std::ptrdiff_t>((head * beats + beat) * lanes);
        job.q.insert(job.q.end(), from, from + lanes);
    }
}

void PuJobs::context(std::vector<Bits16> v, const std::vector<Bits32>& maxima,
                     const std::vector<Bits32>& scores, std::uint32_t beats) {
    const std::uint32_t lanes = shape_.lanes;
    const auto heads = static_cast<std::uint32_t>(maxima.size());
    const auto tokens = static_cast<std::uint32_t>(scores.size() / heads);
    const std::uint32_t values = beats * lanes;
    PuJob& job = add(PuOp::context, heads, beats, tokens);
    std::vector<Bits32> o(std::size_t{heads} * values), l(heads);
    unit_.context(v.data(), scores.data(), maxima.data(), tokens, heads, beats, o.data(), l.data());
    job.data = std::move(v);
    job.score_in = maxima;
    job.score_in.insert(job.score_in.end(), scores.begin(), scores.end());
    for (std::uint32_t h = 0; h < heads; ++h) {
        std::vector<Bits32> header(lanes);
        header[0] = maxima[h];
        header[1] = l[h];
        job.out.insert(job.out.end(), header.begin(), header.end());
        const auto from = o.begin() + static_cast<std::ptrdiff_t>(std::size_t{h} * values);
        job.out.insert(job.out.end(), from, from + values);
    }
    job.cycles = unit_.cycles() - job.cycles;
}

namespace {

/// 1 to `limit`, small ones and the limit itself often.
std::uint32_t draw_size(std::mt19937_64& random, std::uint32_t limit) {
    const std::uint64_t choice = random() % 4;
    if (choice == 0) return limit;
    const std::uint32_t most = choice == 1 ? 2 : choice == 2 ? 4 : limit;
    return 1 + static_cast<std::uint32_t>(random() % std::min(limit, most));
}

std::uint32_t draw_tokens(std::mt19937_64& random) {
    const std::uint64_t choice = random() % 16;
    if (choice == 0) return 0;
    return 1 + static_cast<std::uint32_t>(random() % (choice < 8 ? 4 : 40));
}

}  // namespace

PuJobs random_jobs(const numerics::PuShape& shape, std::uint64_t seed, std::uint32_t count) {
    std::mt19937_64 random(seed);
    PuValues values(shape.format, seed + 1);
    PuJobs jobs(shape);
    // The longest q, and one row of O: more beats do not fit.
    const std::uint32_t q_beats =
        std::min(shape.slice / shape.lanes, shape.q_resident ? 2 * shape.buffer_rows() : 255u);
    for (std::uint32_t i = 0; i < count; ++i) {
        values.next_kind();
        const std::uint32_t tokens = draw_tokens(random);
        if (random() % 2 == 0) {
            const std::uint32_t beats = draw_size(random, q_beats);
            const std::uint32_t heads = draw_size(random, shape.score_heads(beats));
            const auto q = values.vectors(heads, beats * shape.lanes);
            if (shape.q_resident) jobs.load_q(q, heads, beats);
            for (std::uint64_t times = 1 + random() % 2; times > 0; --times)
                jobs.score(values.vectors(tokens, beats * shape.lanes), q, heads, beats, random() % 2 == 0);
        } else {
            const std::uint32_t beats =
                draw_size(random, std::min(shape.slice / shape.lanes, shape.buffer_rows()));
            const std::uint32_t heads = draw_size(random, shape.value_heads(beats));
            const auto scores = values.scores(tokens, heads);
            jobs.context(values.vectors(tokens, beats * shape.lanes), values.maxima(scores, heads), scores,
                         beats);
        }
    }
    return jobs;
}

PuJobs long_jobs(const numerics::PuShape& shape, std::uint64_t seed, std::uint32_t beats,
                 std::uint32_t tokens) {
    PuValues values(shape.format, seed);
    PuJobs jobs(shape);
    const std::uint32_t slice = beats * shape.lanes;
    const auto q = values.vectors(1, slice);
    if (shape.q_resident) jobs.load_q(q, 1, beats);
    for (const bool partial : {false, true}) jobs.score(values.vectors(tokens, slice), q, 1, beats, partial);
    if (shape.value_heads(beats) == 0) return jobs;
    const auto scores = values.scores(tokens, 1);
    jobs.context(values.vectors(tokens, slice), values.maxima(scores, 1), scores, beats);
    return jobs;
}

}  // namespace pamsim::tb
