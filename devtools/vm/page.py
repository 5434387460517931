#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Run the commands of a guide's page as written, and compare the output.

Reads the blocks ".. code-block:: console". Types a line "# COMMAND" into a root
shell; the output must match the lines that follow, where "..." stands for any
text. A testpmd started in this way stays at its prompt, under the name of its
--file-prefix. "testpmd> COMMAND" is typed into the one started last, or in a
block below a line ".. vm: NAME" into that one. Prints points for scenarios, and
stops at the first that is not ok.
"""

import argparse
import os
import pathlib
import re
import sys

import pexpect
from pexpect import replwrap

PROMPT = "testpmd>"
PREFIX = re.compile(r"dpdk-testpmd .*--file-prefix=(\S+)", re.DOTALL)


class Wrong(Exception):
    pass


def blocks(text):
    """Yield (terminal or None, lines) of each block of commands."""
    terminal, block = None, None
    for line in text.splitlines() + ["end"]:
        if block is not None and line.startswith("    "):
            block.append(line[4:])
            continue
        if line and block:
            yield terminal, block
            terminal, block = None, None
        if line.startswith(".. vm: "):
            terminal = line.split()[-1]
        elif line == ".. code-block:: console":
            block = []


def commands(block):
    """Yield (where to type it, command, expected output)."""
    where, typed, printed = None, "", []
    for line in block + ["# "]:
        if typed.endswith("\\"):
            typed += "\n" + line
        elif line.startswith(("# ", PROMPT + " ")):
            if where:
                yield where, re.sub(r"\\\n\s*", "", typed), "\n".join(printed)
            where, typed = line.split(" ", 1)
            printed = []
        else:
            printed.append(line)


class Guest:
    def __init__(self):
        os.environ["TERM"] = "dumb"
        self.shell = replwrap.bash()
        self.testpmds = {}
        self.child = self.shell.child
        self.last = None

    def sh(self, command):
        out = self.shell.run_command(command, timeout=60)
        status = self.shell.run_command("echo $?").strip()
        if status != "0":
            raise Wrong(f"exit status {status}\n{out}")
        return out

    def start(self, name, command):
        child = pexpect.spawn("bash", ["-c", "exec " + command], encoding="utf-8", timeout=90)
        self.child = child
        child.expect_exact(PROMPT)
        self.testpmds[name] = child
        self.last = name
        return child.before + PROMPT

    def type(self, name, command):
        self.child = child = self.testpmds[name]
        child.sendline(command)
        if command != "quit":
            child.expect_exact(PROMPT)
            return child.before.split("\n", 1)[1]
        child.expect(pexpect.EOF)
        child.close()
        del self.testpmds[name]
        if child.exitstatus != 0:
            raise Wrong(f"exit status {child.exitstatus}")
        return child.before.split("\n", 1)[1]

    def run(self, where, command, terminal):
        name = PREFIX.match(command[command.find("dpdk-testpmd"):])
        try:
            if where == PROMPT:
                return self.type(terminal or self.last, command)
            if name:
                return self.start(name.group(1), command)
            return self.sh(command)
        except (pexpect.EOF, pexpect.TIMEOUT) as e:
            raise Wrong(f"{type(e).__name__}\n{self.child.before}") from None


def compare(wanted, out):
    """Compare line by line; a line "..." stands for any lines, or none."""
    regex = "".join("(.*\n)?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n"
                    for line in wanted.splitlines())
    out = "".join(line.strip() + "\n" for line in out.strip().splitlines())
    if not re.fullmatch(regex, out, re.DOTALL):
        raise Wrong(f"printed:\n{out}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=pathlib.Path)
    page = parser.parse_args().page
    guest = Guest()
    for terminal, block in blocks(page.read_text()):
        for where, command, wanted in commands(block):
            text = f"{where} {command}"
            try:
                compare(wanted, guest.run(where, command, terminal))
            except Wrong as e:
                print(f"not ok - {text}", *str(e).splitlines(), sep="\n# ", flush=True)
                return 1
            print(f"ok - {text}", flush=True)
    if guest.testpmds:
        print(f"not ok - every testpmd has exited\n# still running: {' '.join(guest.testpmds)}")
    return bool(guest.testpmds)


if __name__ == "__main__":
    sys.exit(main())
