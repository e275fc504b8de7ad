"""Sections on requests and steps one by one: latencies over the requests, and curves over simulated time."""
from charts import MAX_POINTS, curve
from run_folder import mapping, number, pick
from tables import section, table
from units import capacity, count, escape, seconds, traffic

LATENCIES = [
    ("ttft_s", "Time to first token", "from arrival to the first token of the answer"),
    ("tpot_s", "Time per output token", "mean gap between the tokens of one answer"),
    ("e2e_s", "End to end", "from arrival to the last token"),
]


def latencies(results, requests):
    rows = []
    for field, name, explanation in LATENCIES:
        values = mapping(results, field)
        cells = [seconds(number(values.get(p))) for p in ("mean", "p50", "p90", "p99")]
        rows.append([f"<td>{name}</td>"] + cells + [f'<td class="words">{explanation}</td>'])
    pictures = []
    for slot, (field, name, _) in enumerate(LATENCIES):
        values = sorted(v for v in (number(row.get(field)) for row in requests) if v is not None)
        if len(values) > 1:
            points = [(v, 100 * (i + 1) / len(values)) for i, v in enumerate(values)]
            pictures.append(curve(points, f"{name}: share of requests at or below", slot, seconds,
                                  lambda y: f"{y:.0f} %", width=330, height=170, top=100))
    return section("Latencies",
                   "Over completed requests; p90 is the value that nine of ten requests stay below.",
                   table(["", "mean", "p50", "p90", "p99", ""], rows),
                   f'<div class="three">{"".join(pictures)}</div>')


def over_time(steps, results):
    if not steps:
        return section("Over time", "", '<span class="none">no steps.csv in this run</span>')

    def series(column, keep=lambda row: True):
        pairs = ((number(row.get("start_s")), number(row.get(column))) for row in steps if keep(row))
        return [(x, y) for x, y in pairs if x is not None and y is not None]

    pictures = []
    kinds = sorted({row.get("kind") or "" for row in steps})
    for slot, kind in enumerate(kinds):
        name = f"Step time, {escape(kind)}" if kind else "Step time"
        points = series("duration_s", lambda row, k=kind: (row.get("kind") or "") == k)
        pictures.append(curve(points, name, slot, seconds, seconds))
    pictures.append(curve(series("batch"), "Requests in the batch", 8, seconds, count))
    for slot, column in enumerate(c for c in (steps[0] or {}) if c and c.startswith("kv_tokens_")):
        name = column[len("kv_tokens_"):]
        points = series(column)
        peak = number(pick(results, "levels", name, "kv_bytes_peak"))
        said = f"KV tokens in {escape(name)}" + (f", peak {capacity(peak)}" if peak is not None else "")
        pictures.append(curve(points, said, slot, seconds, count))
    backlog = series("ssd_backlog_bytes")
    if any(y > 0 for _, y in backlog):
        pictures.append(curve(backlog, "Bytes waiting to be written to flash", 7, seconds, traffic))
    return section("Over time",
                   "From steps.csv, over simulated time; "
                   f"with more than {MAX_POINTS} steps the line is the mean of a slice of time "
                   "and the band its lowest and highest step.",
                   f'<div class="two">{"".join(pictures)}</div>')
