"""Numbers and JSON values as text for people, with the unit that fits; an unknown value is "not modelled"."""
import html
import math

from run_folder import number

NOT_MODELLED = '<span class="none">not modelled</span>'


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
