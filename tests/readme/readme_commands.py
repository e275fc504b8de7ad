#!/usr/bin/python3
"""Runs every command of the README's ```sh blocks; a ```text block after one is the last command's output, exactly.
usage: readme_commands.py SOURCE PAMSIM [--write]; --write puts the outputs into the README instead of comparing."""
import os
import re
import subprocess
import sys
import tempfile


def main():
    source, program = sys.argv[1], sys.argv[2]
    readme = os.path.join(source, 'README.md')
    text = open(readme, encoding='utf-8').read()
    write = '--write' in sys.argv
    blocks = re.findall(r'^```(sh|text)\n(.*?)^```$', text, re.M | re.S)
    failures, commands, output = [], 0, None
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(source, 'platforms'), os.path.join(folder, 'platforms'))
        os.makedirs(os.path.join(folder, 'build'))
        os.symlink(program, os.path.join(folder, 'build', 'pamsim'))
        for kind, body in blocks:
            if kind == 'text':
                if write:
                    text = text.replace(f'```text\n{body}```', f'```text\n{output.rstrip()}\n```')
                elif output is not None and output.rstrip() != body.rstrip():
                    failures.append(f'the README shows another output than:\n{output}')
                continue
            for command in body.strip().split('\n'):
                run = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
                commands, output = commands + 1, run.stdout
                if run.returncode != 0:
                    failures.append(f'{command}: exit code {run.returncode}: {run.stderr}')
    if commands == 0:
        failures.append('no command was found')
    if write:
        open(readme, 'w', encoding='utf-8').write(text)
    print(f'{commands} commands run', *failures, sep='\n')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
