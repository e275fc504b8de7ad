#!/usr/bin/python3
"""One decode-attention by hand: LLaMA3-70B, 1024 sequences x 8192 tokens on pam-dgx-h100, dense and a random 1/8.

A second method, from the paper's Table 1 and the design decisions of models/pim/README.md; it shares no code and no
file with the program. With a path to pamsim it runs the program and fails where the two differ by more than 1 %.
Tokens are spread perfectly evenly here; the program places whole sequences, so a level whose pieces do not tile its
domains may take longer (models/pim/README.md): for those the bound is one-sided and wider, and printed.
"""
import json
import subprocess
import sys

# LLaMA3-70B (Hugging Face config.json): 80 layers, 8 kv-heads, 64 query heads, d = 128, FP16.
LAYERS, KV_HEADS, GROUP, D, FP16, FP32 = 80, 8, 8, 128, 2, 4
TOKEN_BYTES = 2 * LAYERS * KV_HEADS * D * FP16            # K and V: 320 KiB
PARAMS = (80 * (2 * 8192 * 8192 + 2 * 8192 * 1024 + 3 * 8192 * 28672 + 2 * 8192)  # q, o; k, v; gate, up, down; norms
          + 2 * 128256 * 8192 + 8192)                       # embedding, output projection, final norm
GIB = 2.0**30
BATCH, CONTEXT = 1024, 8192
TP, PP, MICROBATCHES = 4, 2, 2                              # paper section 7.1
OWNERS, OWNER_HEADS, OWNER_LAYERS = TP * PP, KV_HEADS // TP, LAYERS // PP
PASSES_OF_STEP = OWNER_LAYERS * MICROBATCHES                # layer passes one owner makes per step


def touched(keep, n):
    """Probability that at least one of n independent tokens is active."""
    return 1 - (1 - keep)**n


def capacities():
    """Top-down fill, GiB: HBM less weights (and one step's activations), DDR less the host's 8 GiB, rest on SSD."""
    # Activations of a decode batch: residual stream twice, q, k, v, the feed-forward pair; a quarter of heads and FFN.
    activations = OWNERS * BATCH * (2 * 8192 + (16 + 2 * 2) * D + 2 * 28672 // TP) * FP16
    hbm = 40 * 16.0 - (PARAMS * FP16 + activations) / GIB
    ddr = 40 * 32.0 - 8.0
    total = BATCH * CONTEXT * TOKEN_BYTES / GIB
    return {'hbm': hbm, 'ddr': ddr, 'ssd': total - hbm - ddr}


def row(columns, interval, t, last):
    """ACT, columns at an interval, `last` until PRE, PRE: cycles from one opening of a row to the next."""
    return max(t['ras'], t['rcd'] + max(columns - 1, 0) * interval + last) + t['rp']


def dram_level(tokens, keep, units, lockstep, split, column_bytes, t, k, v):
    """Seconds of K pass, softmax and V pass of one step. `units`: bank groups of one owner (each a rank's or chip's);
    `lockstep` of them share a command stream. `k`, `v`: passes, query heads of one, cycles between its columns, columns of
    a token read at a time, tokens that one opening of a row serves, tokens whose scores the RU's scratch holds."""
    def columns_of_scores(n, heads):
        return n * heads * FP32 / (split * column_bytes)

    def per_token(plan, score_last):
        opened, batch = touched(keep, plan['open'] * lockstep), touched(keep, plan['batch'] * lockstep)
        slot = touched(keep, lockstep)
        columns = plan['open'] * slot / opened * plan['columns']
        scores = columns_of_scores(plan['batch'] * slot / batch, plan['heads'])
        return plan['passes'] * (opened * row(columns, plan['interval'], t, t['rtp']) / plan['open'] +
                                 batch * row(scores, t['mac'], t, score_last) / plan['batch'])

    cycles = per_token(k, t['write_to_pre']) + per_token(v, t['rtp'])
    return tokens / units * OWNER_HEADS * OWNER_LAYERS * cycles / (1 - t['rfc'] / t['refi']) * t['ns'] * 1e-9


def unit_cycles(k_passes, v_passes, heads, chunks, beats):
    """Of one PU over one sequence and kv-head, without its tokens' (rtl/README.md): 4 to fill a K pass; per V pass and
    chunk the maxima in, 6 to fill and empty, and a partial of header and `beats` per head out."""
    return 4 * k_passes + v_passes * chunks * (heads + 6 + heads * (beats + 1))


def hbm(tokens, keep):
    """5 stacks per owner, 256 bank groups each; 1300 MHz; d over the 4 banks of a group: 32 values = 2 columns.
    K: 64 B of q per head, 8 fit in 512 B: one pass, 8 heads at 666 MHz = 12.01 ns a column = 16 cycles, over the 6 of the
    power limit. V: two columns of O (128 B) per head, 4 fit: two passes at 8 cycles. 512 B of scratch hold the scores of
    16 tokens and 8 heads, or 32 and 4."""
    t = dict(ns=1 / 1.3, rcd=19, ras=45, rtp=8, rp=19, write_to_pre=6 + 2 + 21, mac=6, refi=5070, rfc=455)
    k = dict(passes=1, heads=8, interval=16, columns=2, open=16, batch=16)
    v = dict(passes=2, heads=4, interval=8, columns=2, open=16, batch=32)
    local = dram_level(tokens, keep, 5 * 256, 4, 4, 32, t, k, v)
    # q in and (O, m, l) out over each pseudo-channel (20.8 GB/s): pieces of 16 rows x 4 groups x 16 tokens.
    pieces = tokens / (16 * 4 * 16) / (5 * 32)              # per pseudo-channel, both ranks
    q = OWNER_HEADS * GROUP * D * FP16
    partial = 4 * OWNER_HEADS * GROUP * (D + 2) * FP32
    units = pieces / 2 * OWNER_HEADS * unit_cycles(1, 2, 4, 1, 2) / 0.666 * 1e-9
    return local + OWNER_LAYERS * (units + pieces * (q + partial) / 20.8e9)


def ddr(tokens, keep):
    """5 DIMMs per owner, 32 bank groups (chips) each in one lockstep; 1600 MHz; 32 values = 8 columns of 4.
    K: 64 B of q per head, 2 fit in 128 B: four passes, at tCCD_L. V: two columns of O (32 B) per head, 4 fit: two passes
    at 4 x 2 ns = 13 cycles, each four chunks; a row holds a chunk of 64 tokens. 512 B of scratch hold the scores of 64
    tokens and 2 heads, or 32 and 4. All 8 chips of a rank get the same q, 8 B a burst."""
    t = dict(ns=0.625, rcd=24, ras=52, rtp=12, rp=24, write_to_pre=16 + 4 + 24, mac=8, refi=12480, rfc=880)
    k = dict(passes=4, heads=2, interval=8, columns=8, open=16, batch=64)
    v = dict(passes=2 * 4, heads=4, interval=13, columns=2, open=32, batch=32)
    local = dram_level(tokens, keep, 5 * 32, 32, 4, 8, t, k, v)
    sequences = tokens / CONTEXT / 5                        # per DIMM; a sequence keeps to one
    units = unit_cycles(4, 2, 4, 4, 2) * 2e-9
    q = GROUP * D * FP16 / 8 * 2.5e-9
    return local + sequences * OWNER_LAYERS * OWNER_HEADS * (units + q + 32 * GROUP * (D + 2) * FP32 / 25.6e9)


def ssd(tokens, keep):
    """1 drive per owner, 32 dies; a 16 KiB page holds 64 tokens of K or V; cached reads: one page per die and 30 us."""
    pages = 2 * tokens / 64 * OWNER_HEADS * touched(keep, 64)
    return pages / 32 * 30e-6 * OWNER_LAYERS + PASSES_OF_STEP * (30e-6 + 16384 / 2.4e9 + 5e-6)


def ssd_links(tokens):
    """q to the drive and (O, m, l) back over PCIe 4.0 x4 (7.877 GB/s, 256 of every 282 B are payload), two hops of
    latency each way, and the 2 us doorbell."""
    sequences = tokens / CONTEXT
    per_sequence = OWNER_HEADS * GROUP * (D * FP16 + (D + 2) * FP32)
    return (sequences * OWNER_LAYERS * per_sequence / (7.876923e9 * 256 / 282) +
            PASSES_OF_STEP * (2 * 2 * 0.7e-6 + 2e-6))


def by_hand(keep):
    gib = capacities()
    tokens = {level: value * GIB / TOKEN_BYTES for level, value in gib.items()}
    seconds = {'hbm': hbm(tokens['hbm'], keep), 'ddr': ddr(tokens['ddr'], keep), 'ssd': ssd(tokens['ssd'], keep)}
    return gib, seconds, seconds['ssd'] + ssd_links(tokens['ssd'])


def program(pamsim, keep):
    command = [pamsim, 'attention', 'pam-dgx-h100', '--model', 'llama3-70b', '--batch', str(BATCH), '--context',
               str(CONTEXT), '--keep-ratio', str(keep), '--json']
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    pamsim = sys.argv[1] if len(sys.argv) > 1 else None
    failures = []
    for keep in (1.0, 0.125):
        gib, seconds, total = by_hand(keep)
        print(f'keep ratio {keep}: by hand {total:.4f} s')
        answer = program(pamsim, keep) if pamsim else None
        for level in gib:
            line = f'  {level}: {gib[level]:7.1f} GiB  {seconds[level] * 1e3:9.3f} ms'
            if answer:
                ours = answer['levels'][level]
                ratio = ours['latency_s'] / seconds[level]
                held = ours['tokens'] * TOKEN_BYTES / GIB
                line += f'   pamsim {held:7.1f} GiB  {ours["latency_s"] * 1e3:9.3f} ms  ratio {ratio:.4f}'
                limits = {'ssd': (0.99, 1.01), 'ddr': (0.99, 1.01), 'hbm': (0.99, 1.35)}[level]
                if not limits[0] <= ratio <= limits[1]:
                    failures.append(f'{level} at keep ratio {keep}: ratio {ratio:.4f} is outside {limits}')
                if abs(held / gib[level] - 1) > 0.01:
                    failures.append(f'{level}: {held:.1f} GiB held, {gib[level]:.1f} by hand')
            print(line)
        if answer:
            ratio = answer['latency_s'] / total
            print(f'  step: {total:.4f} s   pamsim {answer["latency_s"]:.4f} s  ratio {ratio:.4f}')
            if abs(ratio - 1) > 0.01:
                failures.append(f'step at keep ratio {keep}: ratio {ratio:.4f}')
    for failure in failures:
        print('FAILED', failure)
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
