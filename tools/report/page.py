"""The whole page: every section in order, between the head and the end of one HTML document."""
from levels import levels
from overview import assumed, breakdown, energy, headline, how_made
from run_folder import mapping, pick, read_csv, read_json, read_text
from style import STYLE
from tables import key_values
from timing import latencies, over_time
from units import count, escape, plain, seconds, traffic, words


def page(folder):
    results = read_json(folder, "results.json")
    if not isinstance(results, dict):
        raise ValueError("results.json is missing or is no JSON object")
    run = read_json(folder, "run.json")
    steps, requests = read_csv(folder, "steps.csv"), read_csv(folder, "requests.csv")
    platform = pick(results, "platform")
    name = words(platform) if platform else "A run"
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
        key_values("Migration", "KV tokens moved between levels while requests were served.",
                   mapping(results, "migration"), [("bytes", traffic)] + by_unit),
        key_values("Flash wear", "What writing KV costs the drives.", mapping(results, "ssd"),
                   [("bytes_written", traffic)] + by_unit),
        "</div>",
        energy(results),
        assumed(results),
        how_made(run if isinstance(run, dict) else {}, read_text(folder, "config.yaml")),
    ]
    return document(f"pamsim: {escape(platform or 'run')}", "".join(body))


def document(title, body):
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
            f"<title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n")
