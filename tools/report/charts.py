"""Pictures as inline SVG: a stacked bar, and a curve with the spread of what it averages."""
import math

from units import escape, share

WIDTH = 1000          # of every full-width picture, in SVG units
MAX_POINTS = 400      # of a curve; longer series are averaged in equal slices of time


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
            pieces.append(f'<rect x="{x:.2f}" y="0" width="{max(width - 2, 0.5):.2f}" height="{height}" '
                          f'rx="3" fill="var(--c{slot % 9})">{title}</rect>')
            label = f"{name} {share(value, total)}"
            if width > 8 * len(label):
                pieces.append(f'<text class="on" x="{x + 8:.2f}" y="{height / 2 + 4:.0f}">'
                              f"{escape(label)}</text>")
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
                      f'<text x="{left - 7}" y="{y + 4:.1f}" text-anchor="end">'
                      f"{show_y(high_y * part)}</text>")
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
