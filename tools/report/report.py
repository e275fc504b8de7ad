#!/usr/bin/python3
"""Writes RUN_DIR/report.html, one self-contained page, from the files a run leaves in RUN_DIR.

usage: report.py RUN_DIR

Reads results.json (needed) and, where present, config.yaml, run.json, steps.csv and requests.csv. What a run did not
model is called "not modelled", never shown as zero.
"""
import csv
import html
import json
import math
import os
import sys

NOT_MODELLED = '<span class="none">not modelled</span>'
WIDTH = 1000          # of every full-width picture, in SVG units
MAX_POINTS = 400      # of a curve; longer series are averaged in equal slices of time

BREAKDOWN = [
    ("gpu", "projections, feed-forward and prefill on the GPU"),
    ("score", "approximate scores and the choice of active tokens"),
    ("attention", "local attention in the memory levels"),
    ("reduction", "merging partial results in the reduction units"),
    ("fabric", "links between the GPU and the levels"),
    ("migration", "moving KV between levels, where the step waits for it"),
    ("host", "scheduling and importance update on the host"),
    ("latency", "fixed latencies: doorbells, synchronisation, flash reads"),
    ("wait", "waiting for a busy resource"),
]
CAPACITY_PARTS = ["weights", "activations", "labels", "metadata", "reserve", "kv"]
LATENCIES = [
    ("ttft_s", "Time to first token", "from arrival to the first token of the answer"),
    ("tpot_s", "Time per output token", "mean gap between the tokens of one answer"),
    ("e2e_s", "End to end", "from arrival to the last token"),
]

STYLE = """
:root { color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1c1c1a; --soft: #5f5e5a; --line: #deddd8; --track: #ecebe6;
  --c0: #2a78d6; --c1: #eb6834; --c2: #1baf7a; --c3: #eda100; --c4: #e87ba4; --c5: #008300; --c6: #4a3aa7;
  --c7: #e34948; --c8: #8a8984; }
@media (prefers-color-scheme: dark) { :root {
  --page: #161615; --card: #20201e; --ink: #f0efec; --soft: #a9a8a2; --line: #393834; --track: #31302d;
  --c0: #3987e5; --c1: #d95926; --c2: #199e70; --c3: #c98500; --c4: #d55181; --c5: #2f9a2f; --c6: #9085e9;
  --c7: #e66767; --c8: #898781; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 24px; margin: 0 0 2px; } h2 { font-size: 17px; margin: 0 0 4px; } h3 { font-size: 14px; margin: 14px 0 2px; }
p { margin: 0 0 10px; } .soft, figcaption { color: var(--soft); } .none { color: var(--soft); font-style: italic; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 16px 0; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 18px 0 0; }
@media (max-width: 800px) { .cards { grid-template-columns: repeat(2, 1fr); } }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.card b { display: block; font-size: 23px; font-weight: 600; } .card b small, .card b .none { font-size: 14px; font-weight: 400; }
.card .name { font-size: 13px; color: var(--soft); } .card p { font-size: 13px; color: var(--soft); margin: 2px 0 0; line-height: 1.35; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 500; font-size: 13px; color: var(--soft); }
td { text-align: right; white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); } tr:last-child td { border-bottom: 0; }
td.words { white-space: normal; min-width: 170px; text-align: left; color: var(--soft); }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 7px; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: 13px; color: var(--soft); margin: 6px 0 0; }
.meter { display: inline-block; vertical-align: middle; width: 70px; height: 8px; border-radius: 4px; background: var(--track); overflow: hidden;
  margin-right: 4px; }
.meter i { display: block; height: 100%; background: var(--c0); }
figure { margin: 12px 0 0; } .three, .two { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 8px 24px; }
.two { grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr)); } .two > section { margin: 0; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--line); } svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .band { opacity: .18; stroke: none; } svg text.on { fill: #fff; font-weight: 600; }
ul { margin: 6px 0 0; padding-left: 20px; } summary { cursor: pointer; font-weight: 600; }
pre { font-size: 12.5px; overflow-x: auto; margin: 10px 0 0; } code { font-size: 13px; }
"""


# --- reading -------------------------------------------------------------------------------------------------------

def read_text(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


def read_json(folder, name):
    text = read_text(folder, name)
    return None if text is None else json.loads(text)


def read_csv(folder, name):
    """The rows of a CSV file as dictionaries; none when it is absent."""
    text = read_text(folder, name)
    return [] if text is None else list(csv.DictReader(text.splitlines()))


def number(value):
    """A finite number, or None: for JSON values and CSV cells alike."""
    if value is None or isinstance(value, (bool, dict, list)):
        return None
    try:
        value = float(value)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def pick(data, *path):
    """data[path[0]][path[1]]..., None when a part of the path is missing."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def mapping(data, *path):
    found = pick(data, *path)
    return found if isinstance(found, dict) else {}


# --- numbers as text -----------------------------------------------------------------------------------------------

def three_digits(value):
    """Three significant digits, all digits before the point."""
    if value == 0:
        return "0"
    if abs(value) >= 1e15 or abs(value) < 1e-4:
        return f"{value:.2e}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scaled(value, units):
    """value as text in the largest of units ((factor, name), falling) that leaves at least 1."""
    if value is None:
        return NOT_MODELLED
    for factor, name in units:
        if abs(value) >= factor:
            return f"{three_digits(value / factor)} {name}"
    factor, name = units[-1]
    return f"{three_digits(value / factor)} {name}"


def seconds(value):
    if value == 0:
        return "0 s"
    return scaled(value, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])


def capacity(value):
    return scaled(value, [(2.0**40, "TiB"), (2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"), (1, "B")])


def traffic(value):
    return scaled(value, [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")])


def bandwidth(value):
    return traffic(value) + ("/s" if value is not None else "")


def joules(value):
    if value == 0:
        return "0 J"
    return scaled(value, [(1e6, "MJ"), (1e3, "kJ"), (1, "J"), (1e-3, "mJ"), (1e-6, "µJ"), (1e-9, "nJ")])


def count(value):
    if value is None:
        return NOT_MODELLED
    if abs(value) < 1e6:
        return f"{value:,.0f}" if value == int(value) else three_digits(value)
    return scaled(value, [(1e12, "T"), (1e9, "G"), (1e6, "M")])


def plain(value):
    return NOT_MODELLED if value is None else three_digits(value)


def share(part, whole):
    """part / whole in percent, empty when one of them is unknown."""
    if part is None or not whole:
        return ""
    return f"{100 * part / whole:.1f} %"


def escape(value):
    return html.escape(str(value))


def words(value):
    """A JSON value as text for people: mappings and lists become `key value` phrases."""
    if value is None or value == "":
        return NOT_MODELLED
    if isinstance(value, dict):
        return ", ".join(f"{escape(k)} {words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(words(v) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return plain(number(value))
    return escape(value)


# --- pieces of the page --------------------------------------------------------------------------------------------

def section(title, explanation, *body):
    lead = f'<p class="soft">{explanation}</p>' if explanation else ""
    return f"<section><h2>{title}</h2>{lead}{''.join(body)}</section>"


def table(head, rows):
    cells = "".join(f"<th>{h}</th>" for h in head)
    body = "".join("<tr>" + "".join(r if r.startswith("<td") else f"<td>{r}</td>" for r in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'


def key(slot):
    return f'<span class="key" style="background:var(--c{slot % 9})"></span>'


def keys(names):
    return '<div class="keys">' + "".join(f"<span>{key(i)}{escape(n)}</span>" for i, n in names) + "</div>"


def meter(part, whole):
    if part is None or not whole:
        return ""
    return f'<span class="meter"><i style="width:{max(0.0, min(100.0, 100 * part / whole)):.1f}%"></i></span>'


def stacked_bar(parts, show, height=38):
    """One bar of (slot, name, value) parts; `show` turns a value into text."""
    total = sum(value for _, _, value in parts)
    if total <= 0:
        return ""
    pieces, x = [], 0.0
    for slot, name, value in parts:
        width = WIDTH * value / total
        if value > 0:
            title = f"<title>{escape(name)}: {show(value)}, {share(value, total)}</title>"
            pieces.append(f'<rect x="{x:.2f}" y="0" width="{max(width - 2, 0.5):.2f}" height="{height}" rx="3" '
                          f'fill="var(--c{slot % 9})">{title}</rect>')
            label = f"{name} {share(value, total)}"
            if width > 8 * len(label):
                pieces.append(f'<text class="on" x="{x + 8:.2f}" y="{height / 2 + 4:.0f}">{escape(label)}</text>')
        x += width
    return f'<figure><svg viewBox="0 0 {WIDTH} {height}" role="img">{"".join(pieces)}</svg></figure>'


def downsampled(points):
    """At most MAX_POINTS of (x, mean, low, high) from (x, y) sorted by x: equal slices of x."""
    if len(points) <= MAX_POINTS:
        return [(x, y, y, y) for x, y in points]
    first, last = points[0][0], points[-1][0]
    slices = {}
    for x, y in points:
        at = min(MAX_POINTS - 1, int(MAX_POINTS * (x - first) / ((last - first) or 1)))
        slices.setdefault(at, []).append((x, y))
    out = []
    for at in sorted(slices):
        xs, ys = zip(*slices[at])
        out.append((sum(xs) / len(xs), sum(ys) / len(ys), min(ys), max(ys)))
    return out


def nice_top(value):
    """The next of 1, 2, 2.5, 5 times a power of ten, at or above value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-9))


def curve(points, title, slot, show_x, show_y, width=490, height=190, top=None):
    """A line over (x, y), with the spread of each slice as a band when it was downsampled."""
    if not points:
        return ""
    data = downsampled(sorted(points))
    left, right, upper, lower = 66, 12, 10, 24
    low_x, high_x = data[0][0], data[-1][0]
    high_y = top or nice_top(max(p[3] for p in data))

    def at(x, y):
        return (f"{left + (width - left - right) * (x - low_x) / ((high_x - low_x) or 1):.1f},"
                f"{upper + (height - upper - lower) * (1 - y / high_y):.1f}")

    pieces = []
    for part in (0, 0.5, 1):
        y = upper + (height - upper - lower) * (1 - part)
        pieces.append(f'<line class="axis" x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}"/>'
                      f'<text x="{left - 7}" y="{y + 4:.1f}" text-anchor="end">{show_y(high_y * part)}</text>')
    pieces.append(f'<text x="{left}" y="{height - 6}">{show_x(low_x)}</text>'
                  f'<text x="{width - right}" y="{height - 6}" text-anchor="end">{show_x(high_x)}</text>')
    if any(p[2] != p[3] for p in data):
        band = [at(x, high) for x, _, _, high in data] + [at(x, low) for x, _, low, _ in reversed(data)]
        pieces.append(f'<polygon class="band" fill="var(--c{slot % 9})" points="{" ".join(band)}"/>')
    pieces.append(f'<polyline class="curve" stroke="var(--c{slot % 9})" '
                  f'points="{" ".join(at(x, mean) for x, mean, _, _ in data)}"/>')
    if len(data) == 1:
        x, y = at(data[0][0], data[0][1]).split(",")
        pieces.append(f'<circle cx="{x}" cy="{y}" r="3" fill="var(--c{slot % 9})"/>')
    return (f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {width} {height}" role="img">'
            f'{"".join(pieces)}</svg></figure>')


# --- parts of the report -------------------------------------------------------------------------------------------

def headline(results):
    requests = mapping(results, "requests")
    arrived = count(number(requests.get("arrived")))
    goodput = pick(results, "goodput")
    cards = [
        ("Throughput", plain(number(pick(results, "throughput_tokens_per_s"))), "tokens/s",
         "output tokens of all requests per simulated second"),
        ("Time per output token", seconds(number(pick(results, "tpot_s", "mean"))), "mean",
         "mean gap between the tokens of one answer"),
        ("Time to first token", seconds(number(pick(results, "ttft_s", "mean"))), "mean",
         "from arrival to the first token, queueing and prefill included"),
        ("Goodput", words(goodput) if isinstance(goodput, dict) else plain(number(goodput)), "",
         "what was served within the latency targets of the workload"),
        ("Energy per token", joules(number(pick(results, "energy_j", "per_token"))), "",
         "energy of all modelled components over output tokens"),
        ("Requests completed", count(number(requests.get("completed"))), f"of {arrived} arrived",
         f"rejected {count(number(requests.get('rejected')))}, "
         f"unfinished {count(number(requests.get('unfinished')))}"),
        ("Simulated time", seconds(number(pick(results, "simulated_s"))), "",
         "time that passed in the simulated machine"),
        ("Steps", count(number(pick(results, "steps"))), "",
         "iterations of the serving loop, prefill and decode"),
    ]
    out = []
    for name, value, unit, explanation in cards:
        small = f" <small>{unit}</small>" if unit and "not modelled" not in value else ""
        out.append(f'<div class="card"><span class="name">{name}</span><b>{value}{small}</b><p>{explanation}</p></div>')
    return f'<div class="cards">{"".join(out)}</div>'


def breakdown(results):
    values = mapping(results, "step_breakdown_s")
    names = [name for name, _ in BREAKDOWN] + [name for name in values if name not in dict(BREAKDOWN)]
    meaning = dict(BREAKDOWN)
    parts = [(i, name, number(values.get(name))) for i, name in enumerate(names)]
    known = [part for part in parts if part[2] is not None]
    total = sum(value for _, _, value in known)
    if not known:
        return section("Where the time of a step goes", "", NOT_MODELLED)
    rows = []
    for slot, name, value in parts:
        rows.append([f"<td>{key(slot)}{escape(name)}</td>", seconds(value), share(value, total),
                     f'<td class="words">{meaning.get(name, "")}</td>'])
    rows.append(["<td><b>sum</b></td>", f"<b>{seconds(total)}</b>", "", '<td class="words">the step</td>'])
    return section("Where the time of a step goes",
                   "The critical path of the step: each moment is charged to one line, so that the lines sum to the step.",
                   stacked_bar(known, seconds), table(["part", "time", "share", ""], rows))


def level_part(level, part):
    """One entry of a level's capacity, under either of the spellings capacity.<part>_bytes and capacity.<part>."""
    found = number(pick(level, "capacity", part + "_bytes"))
    return found if found is not None else number(pick(level, "capacity", part))


def levels(results):
    found = mapping(results, "levels")
    if not found:
        return section("Memory levels", "", NOT_MODELLED)
    simulated = number(pick(results, "simulated_s"))

    def total(level):
        whole = number(pick(level, "capacity_bytes"))
        return whole if whole is not None else level_part(level, "total")

    def with_meter(show, field, whole):
        def cell(level):
            got = number(pick(level, field))
            return f"{meter(got, whole(level))} {show(got)}"
        return cell

    def value(show, field):
        return lambda level: show(number(pick(level, field)))

    def ratio(part, whole):
        return lambda level: share(number(pick(level, part)), number(pick(level, whole))) or NOT_MODELLED

    lines = [
        ("capacity", lambda level: capacity(total(level)), "of all devices of the level"),
        ("peak KV", with_meter(capacity, "kv_bytes_peak", lambda level: level_part(level, "kv")), "of the room for KV"),
        ("tokens", value(count, "tokens"), "whose KV lives here"),
        ("activated tokens", value(count, "activated_tokens"), "that the attention used"),
        ("busy", with_meter(seconds, "busy_s", lambda level: simulated), "of the simulated time"),
        ("read", value(traffic, "read_bytes"), "pages, rows and bursts, whole"),
        ("useful", value(traffic, "useful_bytes"), "what the attention needed of it"),
        ("useful / read", ratio("useful_bytes", "read_bytes"), ""),
        ("bandwidth", with_meter(bandwidth, "achieved_bytes_per_s",
                                 lambda level: number(pick(level, "peak_bytes_per_s"))), "of the peak"),
        ("peak bandwidth", value(bandwidth, "peak_bytes_per_s"), ""),
        ("bandwidth / peak", ratio("achieved_bytes_per_s", "peak_bytes_per_s"), ""),
        ("flash pages read", value(count, "pages_read"), ""),
        ("DRAM rows activated", value(count, "row_activations"), ""),
    ]
    rows = [[name] + [cell(level) for level in found.values()] + [f'<td class="words">{explanation}</td>']
            for name, cell, explanation in lines]
    body = [table([""] + [f"{key(i)}{escape(name)}" for i, name in enumerate(found)] + [""], rows)]
    bars = []
    for name, level in found.items():
        parts = [(i, part, level_part(level, part)) for i, part in enumerate(CAPACITY_PARTS)]
        parts = [part for part in parts if part[2] is not None]
        bar = stacked_bar(parts, capacity, height=22)
        if bar:
            spoken = ", ".join(f"{part} {capacity(value)}" for _, part, value in parts)
            bars.append(f'<h3>{escape(name)}</h3>{bar}<div class="soft"><small>{spoken}</small></div>')
    if bars:
        body.append("<h3>What fills the capacity</h3>" + keys(enumerate(CAPACITY_PARTS)) + "".join(bars))
    return section("Memory levels",
                   "Each level over the whole run; a meter shows the value as a part of what the last column names.", *body)


def latencies(results, requests):
    rows = []
    for field, name, explanation in LATENCIES:
        values = mapping(results, field)
        rows.append([f"<td>{name}</td>"] + [seconds(number(values.get(p))) for p in ("mean", "p50", "p90", "p99")] +
                    [f'<td class="words">{explanation}</td>'])
    pictures = []
    for slot, (field, name, _) in enumerate(LATENCIES):
        values = sorted(v for v in (number(row.get(field)) for row in requests) if v is not None)
        if len(values) > 1:
            points = [(v, 100 * (i + 1) / len(values)) for i, v in enumerate(values)]
            pictures.append(curve(points, f"{name}: share of requests at or below", slot, seconds,
                                  lambda y: f"{y:.0f} %", width=330, height=170, top=100))
    return section("Latencies", "Over completed requests; p90 is the value that nine of ten requests stay below.",
                   table(["", "mean", "p50", "p90", "p99", ""], rows), f'<div class="three">{"".join(pictures)}</div>')


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
        pictures.append(curve(series("duration_s", lambda row, k=kind: (row.get("kind") or "") == k), name, slot, seconds,
                              seconds))
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
    return section("Over time", f"From steps.csv, over simulated time; with more than {MAX_POINTS} steps the line is the mean of "
                   "a slice of time and the band its lowest and highest step.", f'<div class="two">{"".join(pictures)}</div>')


def key_values(title, explanation, values, formats):
    """A table of one mapping; `formats` picks the unit from the end of a key."""
    if not values:
        return section(title, explanation, NOT_MODELLED)
    rows = []
    for name, value in values.items():
        show = next((f for end, f in formats if name.endswith(end)), None)
        text = show(number(value)) if show and number(value) is not None else words(value)
        rows.append([f"<td>{escape(name.replace('_', ' '))}</td>", text])
    return section(title, explanation, table(["", ""], rows))


def energy(results):
    values = mapping(results, "energy_j")
    parts = [(n, number(v)) for n, v in values.items() if n not in ("total", "per_token") and number(v) is not None]
    total = number(values.get("total"))
    if not values:
        return section("Energy", "", NOT_MODELLED)
    rows = [[f"<td>{key(i)}{escape(n.replace('_', ' '))}</td>", joules(v), share(v, total)] for i, (n, v) in enumerate(parts)]
    rows.append(["<td><b>total</b></td>", f"<b>{joules(total)}</b>", ""])
    rows.append(["<td>per output token</td>", joules(number(values.get("per_token"))), ""])
    return section("Energy", "Counted events times the energy of each; components that carry no energy figure are left out.",
                   stacked_bar([(i, n, v) for i, (n, v) in enumerate(parts)], joules), table(["component", "energy", "share"], rows))


def assumed(results):
    found = pick(results, "assumed")
    if not isinstance(found, list) or not found:
        return section("Assumed constants", "", '<span class="none">none named by this run</span>')
    return section("Assumed constants", "No source gives these values; they were chosen, and the results hang on them.",
                   "<ul>" + "".join(f"<li><code>{words(item)}</code></li>" for item in found) + "</ul>")


def how_made(run, config):
    body = []
    if run:
        rows = [[f"<td>{escape(name.replace('_', ' '))}</td>",
                 f'<td class="words"><code>{words(value)}</code></td>'] for name, value in run.items()]
        body.append(table(["", ""], rows))
    if config:
        body.append(f"<details><summary>Effective configuration</summary><pre>{escape(config)}</pre></details>")
    return section("How this run was made", "", *body) if body else ""


def page(folder):
    results = read_json(folder, "results.json")
    if not isinstance(results, dict):
        raise ValueError("results.json is missing or is no JSON object")
    run = read_json(folder, "run.json")
    steps, requests = read_csv(folder, "steps.csv"), read_csv(folder, "requests.csv")
    name = words(pick(results, "platform")) if pick(results, "platform") else "A run"
    about = " · ".join(f"{field} {words(pick(results, field))}" for field in ("model", "workload", "policy")
                       if pick(results, field))
    by_unit = [("_bytes", traffic), ("_fraction", plain), ("tokens", count), ("_s", seconds)]
    body = [
        f'<h1>{name}</h1><p class="soft">{about}</p>',
        headline(results),
        breakdown(results),
        levels(results),
        latencies(results, requests),
        over_time(steps, results),
        '<div class="two">',
        key_values("Migration", "KV tokens moved between levels while requests were served.", mapping(results, "migration"),
                   [("bytes", traffic)] + by_unit),
        key_values("Flash wear", "What writing KV costs the drives.", mapping(results, "ssd"),
                   [("bytes_written", traffic)] + by_unit),
        "</div>",
        energy(results),
        assumed(results),
        how_made(run if isinstance(run, dict) else {}, read_text(folder, "config.yaml")),
    ]
    title = html.escape(str(pick(results, "platform") or "run"))
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
            f"<title>pamsim: {title}</title><style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>\n")


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    folder = sys.argv[1]
    try:
        text = page(folder)
    except ValueError as error:  # json.JSONDecodeError is one
        print(f"report.py: {folder}: {error}", file=sys.stderr)
        return 2
    path = os.path.join(folder, "report.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if sys.stdout.isatty():  # the program that calls this may own standard output
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
