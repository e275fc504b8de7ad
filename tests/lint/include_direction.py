#!/usr/bin/python3
"""Walks every include line of models/, tools/, tb/ and rtl/ and refuses those that go the wrong way.

usage: include_direction.py [ROOT]          exit 1 and one `file:line: sentence` for each wrong include
       include_direction.py --self-test     proves on a made-up tree that every rule is looked at
"""
import os
import re
import sys
import tempfile

# The rule: a folder of models/ may include these, and what these may include.
MAY_INCLUDE = {
    "base": [],
    "numerics": ["base"],
    "workload": ["base"],
    "memory": ["base"],
    "kv": ["workload", "memory"],
    "protocol": ["base"],
    "fabric": ["protocol"],
    "gpu": ["protocol", "workload"],
    "pim": ["protocol", "numerics", "kv"],
    "host": ["fabric", "gpu", "pim"],
    "system": ["host"],
}
NO_SYSTEMC = {"base", "numerics", "workload", "memory", "kv"}

CPP_SUFFIXES = (".h", ".hpp", ".cpp", ".cc", ".c")
RTL_SUFFIXES = (".sv", ".svh", ".v", ".vh")
CPP_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
RTL_INCLUDE = re.compile(r'^\s*[`#]\s*include\s*[<"]([^>"]+)[>"]')
SYSTEMC = re.compile(r"^(systemc|tlm)(\.h)?$|^(sysc|tlm_core|tlm_utils)/")
VERILATED = re.compile(r"(^|/)(verilated\w*|V[A-Za-z]\w*)\.h$")


def reachable(folder):
    """The folders that `folder` may include, itself too."""
    found = {folder}
    for below in MAY_INCLUDE[folder]:
        found |= reachable(below)
    return found


def target_of(path, include, root):
    """Where an include leads: ("models", folder), ("tools" | "tb" | "tests" | "rtl", None) or None for the outside."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), include))
    if os.path.exists(os.path.join(root, beside)):
        parts = beside.split(os.sep)
    else:
        parts = include.split("/")
        if len(parts) > 1 and parts[0] != "models" and os.path.isdir(os.path.join(root, "models", parts[0])):
            parts.insert(0, "models")
        elif len(parts) > 1 and parts[0] in ("pamsim", "bench"):
            parts.insert(0, "tools")
        elif len(parts) > 1 and parts[0] in ("support", "cosim"):
            parts.insert(0, "tb" if parts[0] == "cosim" else "tests")
    if len(parts) > 2 and parts[0] == "models":
        return ("models", parts[1])
    if len(parts) > 1 and parts[0] in ("tools", "tb", "tests", "rtl"):
        return (parts[0], None)
    return None


def wrong(path, include, root):
    """The sentence that says what is wrong with this include, or None."""
    place, folder = path.split(os.sep)[0], path.split(os.sep)[1]
    if VERILATED.search(include) and place != "tb":
        return f"{place}/ must not include the verilated header '{include}': only tb/ sees both RTL and models."
    target = target_of(path, include, root)
    if place != "models":
        if place == "tools" and target and target[0] in ("tests", "rtl"):
            return f"tools/ must not include '{include}' from {target[0]}/."
        return None
    if folder not in MAY_INCLUDE:
        return f"the folder models/{folder} is not in the include rule; add it to MAY_INCLUDE in tests/lint."
    if folder in NO_SYSTEMC and SYSTEMC.search(include):
        return f"{folder} must not include <{include}>: its classes are tested without a SystemC kernel."
    if target and target[0] != "models":
        return f"{folder} must not include '{include}': models/ never includes from {target[0]}/."
    if target and target[1] not in reachable(folder):
        allowed = ", ".join(f for f in MAY_INCLUDE if f in reachable(folder) and f != folder) or "no other folder"
        return f"{folder} must not include '{include}' from {target[1]}; {folder} may include {allowed}."
    return None


def files_below(root, place, suffixes):
    for folder, folders, names in os.walk(os.path.join(root, place)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(suffixes):
                yield os.path.relpath(os.path.join(folder, name), root)


def lines_of(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return list(enumerate(file, 1))


def check(root):
    """All findings of a tree, and the number of include lines read."""
    found, read = [], 0
    for place in ("models", "tools", "tb"):
        for path in files_below(root, place, CPP_SUFFIXES):
            if path.count(os.sep) < 2 and place == "models":
                found.append(f"{path}:1: a source file of models/ belongs into one of its folders.")
                continue
            for number, line in lines_of(root, path):
                match = CPP_INCLUDE.match(line)
                if match:
                    read += 1
                    sentence = wrong(path, match.group(2), root)
                    if sentence:
                        found.append(f"{path}:{number}: {sentence}")
    for path in files_below(root, "rtl", RTL_SUFFIXES + CPP_SUFFIXES):
        if path.endswith(CPP_SUFFIXES):
            found.append(f"{path}:1: rtl/ holds no C++; a bench or a twin belongs into tb/ or models/.")
            continue
        for number, line in lines_of(root, path):
            match = RTL_INCLUDE.match(line)
            if match:
                read += 1
                if not match.group(1).endswith(RTL_SUFFIXES):
                    found.append(f"{path}:{number}: RTL must not include the C++ file '{match.group(1)}'.")
    return found, read


# One file each: path, text, and what the finding must say (None: right as it is).
SELF_TEST = [
    ("models/base/units.h", "#include <cstdint>\n", None),
    ("models/workload/request.h", '#include "base/units.h"\n', None),
    ("models/memory/bank.h", '#include "base/units.h"\n#include "protocol/pool.h"\n',
     "models/memory/bank.h:2: memory must not include 'protocol/pool.h' from protocol; memory may include base."),
    ("models/kv/table.h", '#include "workload/request.h"\n#include "memory/bank.h"\n#include "base/units.h"\n', None),
    ("models/kv/model.h", "\n#include <tlm_utils/simple_target_socket.h>\n", "models/kv/model.h:2: kv must not include"),
    ("models/base/clock.cpp", "#include <systemc>\n", "models/base/clock.cpp:1: base must not include <systemc>"),
    ("models/base/random.cpp", '#include "kv/table.h"\n', "base may include no other folder."),
    ("models/protocol/pool.h", '#include <tlm>\n#include "base/units.h"\n', None),
    ("models/fabric/link.h", '#include "protocol/pool.h"\n#include "base/units.h"\n', None),
    ("models/fabric/side.h", '#include "../gpu/gpu.h"\n', "models/fabric/side.h:1: fabric must not include '../gpu/gpu.h'"),
    ("models/gpu/gpu.h", '#include "workload/request.h"\n', None),
    ("models/gpu/up.h", '#  include <host/loop.h>\n', "models/gpu/up.h:1: gpu must not include 'host/loop.h' from host"),
    ("models/pim/pu.h", '#include "kv/table.h"\n#include "memory/bank.h"\n#include "workload/request.h"\n', None),
    ("models/pim/rtl_pu.cpp", '#include "Vpu.h"\n', "models/pim/rtl_pu.cpp:1: models/ must not include the verilated"),
    ("models/host/loop.h", '#include "pim/pu.h"\n#include "fabric/link.h"\n', None),
    ("models/host/top.h", '#include "system/node.h"\n', "models/host/top.h:1: host must not include 'system/node.h'"),
    ("models/system/node.h", '#include "host/loop.h"\n', None),
    ("models/system/main.h", '#include "tools/pamsim/main.h"\n', "models/ never includes from tools/."),
    ("models/extra/a.h", '#include "base/units.h"\n', "models/extra is not in the include rule"),
    ("tools/pamsim/main.cpp", '#include "system/node.h"\n#include "cosim/pu_engine.h"\n', None),
    ("tools/pamsim/wrong.cpp", "#include <verilated.h>\n", "tools/pamsim/wrong.cpp:1: tools/ must not include the verilated"),
    ("tb/cosim/pu_engine.h", '#include "Vpu.h"\n#include "pim/pu.h"\n', None),
    ("rtl/pu/pu.sv", '`include "pam.svh"\n', None),
    ("rtl/pu/bad.sv", '\n`include "base/units.h"\n', "rtl/pu/bad.sv:2: RTL must not include the C++ file"),
    ("rtl/pu/twin.cpp", "\n", "rtl/pu/twin.cpp:1: rtl/ holds no C++"),
]


def self_test():
    with tempfile.TemporaryDirectory() as root:
        for path, text, _ in SELF_TEST:
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        found, _ = check(root)
    failures = []
    for path, _, expected in SELF_TEST:
        here = [finding for finding in found if finding.startswith(path + ":")]
        if expected is None and here:
            failures.append(f"{path} is right, but: {here}")
        if expected is not None and (len(here) != 1 or expected not in here[0]):
            failures.append(f"{path}: expected one finding with '{expected}', got {here}")
    return failures


def main():
    if sys.argv[1:] == ["--self-test"]:
        findings, said = self_test(), f"self-test: {len(SELF_TEST)} files judged as expected"
    else:
        root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", "..")
        findings, read = check(root)
        if read == 0:
            findings.append(f"{root}: no include line found; is this the root of the tree?")
        said = f"include: {read} include lines go the right way"
    print("\n".join(findings) if findings else said)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
