"""Pieces of HTML that a section is made of: the section itself, tables, colour keys and meters."""
from run_folder import number
from units import NOT_MODELLED, escape, words


def section(title, explanation, *body):
    lead = f'<p class="soft">{explanation}</p>' if explanation else ""
    return f"<section><h2>{title}</h2>{lead}{''.join(body)}</section>"


def table(head, rows):
    names = "".join(f"<th>{h}</th>" for h in head)

    def line(row):
        cells = (cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in row)
        return f"<tr>{''.join(cells)}</tr>"

    body = "".join(line(row) for row in rows)
    return f'<div class="wide"><table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>'


def key(slot):
    return f'<span class="key" style="background:var(--c{slot % 9})"></span>'


def keys(names):
    return '<div class="keys">' + "".join(f"<span>{key(i)}{escape(n)}</span>" for i, n in names) + "</div>"


def meter(part, whole):
    if part is None or not whole:
        return ""
    return f'<span class="meter"><i style="width:{max(0.0, min(100.0, 100 * part / whole)):.1f}%"></i></span>'


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
