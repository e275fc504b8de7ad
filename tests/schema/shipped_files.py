#!/usr/bin/python3
"""Every shipped file keeps the schema of its kind, and what the program refuses the schema refuses too.

usage: shipped_files.py ROOT PAMSIM     exit 1 and a sentence for each finding
"""
import copy
import glob
import json
import os
import subprocess
import sys

import jsonschema
import yaml

# (kind, change, value): each must be refused by the schema and by the program alike.
REFUSED = [
    ("platform", "kv.attention=magic"),
    ("platform", "kv.attend=pam"),
    ("platform", "serving.watermark=2"),
    ("platform", "parallel.tp=0"),
    ("platform", "levels.0.channels=0"),
    ("dram", "channels=65"),
    ("dram", "timing.t_rp_cycles=1.5"),
    ("dram", "timing.t_rtw_cycles=0"),
    ("dram", "refresh.mode=sometimes"),
    ("dram", "command_bus.per=rank"),
    ("dram", "controller.page_policy=lazy"),
    ("dram", "pim.pu.lanes=many"),
    ("flash", "cache_read=sometimes"),
    ("gpu", "compute_efficiency=1.01"),
    ("link", "kind=gpu"),
    ("workload", "arrivals.process=burst"),
]
EXAMPLE = {"platform": "pam-mini", "dram": "hbm3-5200-pim", "flash": "nvme-paper", "gpu": "h100-sxm",
           "link": "nvlink4", "workload": "azure-conv"}


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def kind_of(path, platforms):
    """What a shipped file is; a part may have its `kind` from the file it extends."""
    folder = os.path.relpath(path, platforms).split(os.sep)[0]
    if folder in ("models", "workloads"):
        return folder[:-1]
    if folder != "parts":
        return "platform"
    tree = load(path)
    if "kind" in tree:
        return tree["kind"]
    return kind_of(os.path.join(os.path.dirname(path), tree["extends"]), platforms)


def mappings(value):
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from mappings(item)


def check_file(path, schema, root):
    tree = load(path)
    shown = os.path.relpath(path, root)
    findings = [f"{shown}: {'.'.join(map(str, error.absolute_path))}: {error.message}"
                for error in schema.iter_errors(tree)]
    for i, _ in enumerate(mappings(tree)):
        changed = copy.deepcopy(tree)
        list(mappings(changed))[i]["no_such_key"] = 1
        if schema.is_valid(changed):
            findings.append(f"{shown}: an unknown key in mapping {i} was not refused")
    return findings


def changed_tree(path, change):
    """The file with one key set; a list is entered by index."""
    tree = load(path)
    key, value = change.split("=")
    *steps, last = key.split(".")
    at = tree
    for step in steps:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[last] = yaml.safe_load(value)
    return tree


def check_refused(schemas, files, program):
    findings = []
    for kind, change in REFUSED:
        name = EXAMPLE[kind]
        path = next(path for path in files if os.path.basename(path) == f"{name}.yaml")
        if schemas[kind].is_valid(changed_tree(path, change)):
            findings.append(f"the schema of a {kind} accepts {change}")
        if kind == "workload":
            continue  # `check` reads a workload as it stands
        done = subprocess.run([program, "check", name, "--set", change], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        if done.returncode != 2:
            findings.append(f"pamsim check {name} --set {change}: exit code {done.returncode}, expected 2")
    return findings


def main():
    root, program = sys.argv[1:3]
    platforms = os.path.join(root, "platforms")
    schemas = {}
    for path in sorted(glob.glob(os.path.join(platforms, "schema", "*.schema.json"))):
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft7Validator.check_schema(schema)
        schemas[os.path.basename(path).split(".")[0]] = jsonschema.Draft7Validator(schema)
    files = sorted(glob.glob(os.path.join(platforms, "**", "*.yaml"), recursive=True))
    findings, seen = [], set()
    for path in files:
        kind = kind_of(path, platforms)
        seen.add(kind)
        findings += check_file(path, schemas[kind], root)
    findings += [f"no shipped file is a {kind}" for kind in schemas if kind not in seen]
    findings += check_refused(schemas, files, program)
    print("\n".join(findings) or f"{len(files)} files keep their schemas; {len(REFUSED)} changes are refused")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
