#!/usr/bin/python3
"""The tables of models/system/README.md name every key of results.json and of `attention`, and nothing else.

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
    ["pam-mini", "--set", "timing=command", "--max-requests", "2"],
]
# One decode-attention of each kind: KV on all levels, values, a sparse policy.
ATTENTIONS = [
    [],
    ["--values", "on"],
    ["--keep-ratio", "0.5"],
]
NAMED = ("levels.", "links.")  # their keys are names a platform gives


def leaves(value, path=""):
    if not isinstance(value, dict):
        yield path[:-1]
        return
    for key, item in value.items():
        yield from leaves(item, path + ("<name>" if path in NAMED else key) + ".")


def documented(readme, heading):
    """`a.b{x,y}` in the first column of a table of the section stands for a.b.x and a.b.y."""
    keys = set()
    with open(readme, encoding="utf-8") as file:
        section = file.read().split(heading, 1)[1].split("\n## ", 1)[0]
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


def attend(program, arguments):
    return answer([program, "attention", "pam-mini", "--model", "tiny", "--batch", "8", "--context", "512",
                   "--json", *arguments])


def compare(root, heading, answers):
    """Findings, and how many keys were met. `answers`: (what was asked, the JSON) in pairs."""
    said, seen = "models/system/README.md", {}
    known = documented(os.path.join(root, said), heading)
    for asked, results in answers:
        for key in leaves(results):
            seen.setdefault(key, asked)
    findings = [f"{key} ({seen[key]}) is in no row of {said}, {heading}" for key in seen if key not in known]
    findings += [f"{key} is in {said}, {heading}, and in no answer" for key in sorted(known - set(seen))]
    return findings, len(seen)


def main():
    root, program = sys.argv[1:3]
    runs = [[name] for name in answer([program, "list", "platforms", "--json"])["platforms"]] + EXTRA
    findings, keys = compare(root, "## results.json",
                             [("run " + " ".join(asked), run(program, asked)) for asked in runs])
    more, attention_keys = compare(root, "## The answer of `pamsim attention`",
                                   [("attention " + " ".join(asked), attend(program, asked))
                                    for asked in ATTENTIONS])
    findings += more
    print("\n".join(findings) or f"{keys} keys of {len(runs)} runs and {attention_keys} of attention are explained")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
