#!/usr/bin/python3
"""Writes RUN_DIR/report.html, one self-contained page, from the files a run leaves in RUN_DIR.

usage: report.py RUN_DIR

Reads results.json (needed) and, where present, config.yaml, run.json, steps.csv and requests.csv. What a run
did not model is called "not modelled", never shown as zero.
"""
import os
import sys

sys.dont_write_bytecode = True  # the modules below lie in the source tree

from page import page  # noqa: E402


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
