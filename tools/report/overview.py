"""Sections on the run as a whole: headline, parts of a step, energy, assumed constants, how it was made."""
from charts import stacked_bar
from run_folder import mapping, number, pick
from tables import key, section, table
from units import NOT_MODELLED, count, escape, joules, plain, seconds, share, words

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
        out.append(f'<div class="card"><span class="name">{name}</span><b>{value}{small}</b>'
                   f"<p>{explanation}</p></div>")
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
                   "The critical path of the step: each moment is charged to one line, "
                   "so that the lines sum to the step.",
                   stacked_bar(known, seconds), table(["part", "time", "share", ""], rows))


def energy(results):
    values = mapping(results, "energy_j")
    parts = [(n, number(v)) for n, v in values.items()
             if n not in ("total", "per_token") and number(v) is not None]
    total = number(values.get("total"))
    if not values:
        return section("Energy", "", NOT_MODELLED)
    rows = [[f"<td>{key(i)}{escape(n.replace('_', ' '))}</td>", joules(v), share(v, total)]
            for i, (n, v) in enumerate(parts)]
    rows.append(["<td><b>total</b></td>", f"<b>{joules(total)}</b>", ""])
    rows.append(["<td>per output token</td>", joules(number(values.get("per_token"))), ""])
    return section("Energy",
                   "Counted events times the energy of each; "
                   "components that carry no energy figure are left out.",
                   stacked_bar([(i, n, v) for i, (n, v) in enumerate(parts)], joules),
                   table(["component", "energy", "share"], rows))


def assumed(results):
    found = pick(results, "assumed")
    if not isinstance(found, list) or not found:
        return section("Assumed constants", "", '<span class="none">none named by this run</span>')
    return section("Assumed constants",
                   "No source gives these values; they were chosen, and the results hang on them.",
                   "<ul>" + "".join(f"<li><code>{words(item)}</code></li>" for item in found) + "</ul>")


def how_made(run, config):
    body = []
    if run:
        rows = [[f"<td>{escape(name.replace('_', ' '))}</td>",
                 f'<td class="words"><code>{words(value)}</code></td>'] for name, value in run.items()]
        body.append(table(["", ""], rows))
    if config:
        body.append("<details><summary>Effective configuration</summary>"
                    f"<pre>{escape(config)}</pre></details>")
    return section("How this run was made", "", *body) if body else ""
