#!/usr/bin/python3
"""The table of models/system/README.md names every key of results.json, and nothing else.

usage: result_keys.py ROOT PAMSIM     exit 1 and a sentence for each finding
"""
import json
import os
import re
import subprocess
import sys

# Runs that together have every key: service levels, a sparse policy, KV on drives.
EXTRA = [
    ["pam-mini", "--set", "serving.slo_ttft_s=1", "--set", "kv.sparsity=random", "--set",
     "kv.keep_ratio=0.5"],
]
NAMED = ("levels.", "links.")  # their keys are names a platform gives


def leaves(value, path=""):
    if not isinstance(value, dict):
        yield path[:-1]
        return
    for key, item in value.items():
        yield from leaves(item, path + ("<name>" if path in NAMED else key) + ".")


def documented(readme):
    """`a.b{x,y}` in the first column of the table stands for a.b.x and a.b.y."""
    keys = set()
    with open(readme, encoding="utf-8") as file:
        section = file.read().split("## results.json", 1)[1].split("\n## ", 1)[0]
    for cell in re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE):
        for word in re.findall(r"`([^`]*)`", cell):
            stem, _, parts = word.partition("{")
            names = parts.rstrip("}").split(",") if parts else []
            keys |= {f"{stem}.{name}" for name in names} if names else {word}
    return keys


def answer(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def run(program, arguments):
    return answer([program, "run", *arguments, "--model", "tiny", "--workload", "pam-mini-chat", "--json"])


def main():
    root, program = sys.argv[1:3]
    said = "models/system/README.md"
    runs = [[name] for name in answer([program, "list", "platforms", "--json"])["platforms"]] + EXTRA
    known, seen = documented(os.path.join(root, said)), {}
    for arguments in runs:
        for key in leaves(run(program, arguments)):
            seen.setdefault(key, " ".join(arguments))
    findings = [f"{key} (run {seen[key]}) is in no row of {said}" for key in seen if key not in known]
    findings += [f"{key} is in {said} and in no results.json" for key in sorted(known - set(seen))]
    print("\n".join(findings) or f"{len(seen)} keys of {len(runs)} runs are explained")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
