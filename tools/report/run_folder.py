"""Reads the files of a run folder and picks values out of them; what is missing is None or empty."""
import csv
import json
import math
import os


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
