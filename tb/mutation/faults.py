"""The faults of faults.yaml: read, checked against the RTL, and put into a copy of a file."""
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILE = pathlib.Path(__file__).resolve().parent / 'faults.yaml'
KEYS = {'name', 'subject', 'file', 'line', 'becomes', 'why'}
SUBJECT_KEYS = {'bench', 'verilated', 'tests'}


def load():
    """(subjects, faults): {name: {bench, verilated, tests}}, [{name, subject, file, line, becomes, why, maybe nth}]."""
    data = yaml.safe_load(FILE.read_text(encoding='utf-8'))
    return data['subjects'], data['faults']


def place(fault):
    """Number of the line of the RTL that is the fault's, from 1: the only one, or the nth. ValueError: one sentence."""
    path = ROOT / 'rtl' / fault['file']
    if not path.is_file():
        raise ValueError(f"{fault['name']}: there is no rtl/{fault['file']}.")
    lines = [line.strip() for line in path.read_text(encoding='utf-8').splitlines()]
    found = [i + 1 for i, line in enumerate(lines) if line == fault['line'].strip()]
    nth = fault.get('nth', 1)
    if len(found) < nth or ('nth' not in fault and len(found) != 1):
        raise ValueError(f"{fault['name']}: rtl/{fault['file']} has {len(found)} lines '{fault['line'].strip()}'.")
    return found[nth - 1]


def problems():
    """One sentence for each thing wrong with faults.yaml."""
    subjects, faults = load()
    found = [f"subject {name}: its keys are {sorted(SUBJECT_KEYS)}." for name, subject in subjects.items()
             if set(subject) != SUBJECT_KEYS]
    names = set()
    for fault in faults:
        if set(fault) - {'nth'} != KEYS:
            found.append(f"{fault.get('name')}: a fault has the keys {sorted(KEYS)}.")
            continue
        if fault['name'] in names or fault['name'] in subjects or fault['subject'] not in subjects:
            found.append(f"{fault['name']}: a name twice, or an unknown subject '{fault['subject']}'.")
        names.add(fault['name'])
        if fault['line'].strip() == fault['becomes'].strip() or '\n' in fault['line'].strip() + fault['becomes'].strip():
            found.append(f"{fault['name']}: one line becomes another one.")
        try:
            place(fault)
        except ValueError as error:
            found.append(str(error))
    return found


def apply(name, output):
    """Writes the file of the fault `name` with its line replaced."""
    fault = next(f for f in load()[1] if f['name'] == name)
    lines = (ROOT / 'rtl' / fault['file']).read_text(encoding='utf-8').splitlines()
    number = place(fault)
    old = lines[number - 1]
    lines[number - 1] = old[:len(old) - len(old.lstrip())] + fault['becomes'].strip()
    pathlib.Path(output).write_text('\n'.join(lines) + '\n', encoding='utf-8')
