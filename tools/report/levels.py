"""The section on the memory levels: what each held, moved and was busy with, and what fills its capacity."""
from charts import stacked_bar
from run_folder import mapping, number, pick
from tables import key, keys, meter, section, table
from units import NOT_MODELLED, bandwidth, capacity, count, escape, seconds, share, traffic

CAPACITY_PARTS = ["weights", "activations", "labels", "metadata", "reserve", "kv"]


def level_part(level, part):
    """One entry of a level's capacity, spelled either capacity.<part>_bytes or capacity.<part>."""
    found = number(pick(level, "capacity", part + "_bytes"))
    return found if found is not None else number(pick(level, "capacity", part))


def total_capacity(level):
    whole = number(pick(level, "capacity_bytes"))
    return whole if whole is not None else level_part(level, "total")


def value(show, field):
    """A cell: the field of a level as text."""
    return lambda level: show(number(pick(level, field)))


def ratio(part, whole):
    """A cell: one field of a level in percent of another."""
    return lambda level: share(number(pick(level, part)), number(pick(level, whole))) or NOT_MODELLED


def with_meter(show, field, whole):
    """A cell: the field of a level as text, after a meter of it as a part of whole(level)."""
    def cell(level):
        got = number(pick(level, field))
        return f"{meter(got, whole(level))} {show(got)}"
    return cell


def lines(simulated):
    """The lines of the table: (name, cell of a level, explanation)."""
    return [
        ("capacity", lambda level: capacity(total_capacity(level)), "of all devices of the level"),
        ("peak KV", with_meter(capacity, "kv_bytes_peak", lambda level: level_part(level, "kv")),
         "of the room for KV"),
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


def capacity_bars(found):
    """One bar per level of what fills its capacity, empty when no level says."""
    bars = []
    for name, level in found.items():
        parts = [(i, part, level_part(level, part)) for i, part in enumerate(CAPACITY_PARTS)]
        parts = [part for part in parts if part[2] is not None]
        bar = stacked_bar(parts, capacity, height=22)
        if bar:
            spoken = ", ".join(f"{part} {capacity(held)}" for _, part, held in parts)
            bars.append(f'<h3>{escape(name)}</h3>{bar}<div class="soft"><small>{spoken}</small></div>')
    return bars


def levels(results):
    found = mapping(results, "levels")
    if not found:
        return section("Memory levels", "", NOT_MODELLED)
    simulated = number(pick(results, "simulated_s"))
    rows = [[name] + [cell(level) for level in found.values()] + [f'<td class="words">{explanation}</td>']
            for name, cell, explanation in lines(simulated)]
    body = [table([""] + [f"{key(i)}{escape(name)}" for i, name in enumerate(found)] + [""], rows)]
    bars = capacity_bars(found)
    if bars:
        body.append("<h3>What fills the capacity</h3>" + keys(enumerate(CAPACITY_PARTS)) + "".join(bars))
    return section("Memory levels",
                   "Each level over the whole run; "
                   "a meter shows the value as a part of what the last column names.",
                   *body)
