#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Analyze the overlay's C files, with clang's analyzer and cppcheck.

Any finding is a failure. Prints TAP.
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# cppcheck reads no system headers; without this one, it mistakes lists for calls
QUEUE = next(pathlib.Path("/usr/include").glob("*/sys/queue.h")).parent
DROP = ("-c", "-MD")
# that cppcheck stops early in long functions; allocations that fail, which the autotests try
SUPPRESSED = ("normalCheckLevelMaxBranches", "nullPointerOutOfMemory")


def our_sources(build):
    """Yield (file, where it is compiled, its flags) of each C file of the overlay."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        link = pathlib.Path(entry["directory"]) / entry["file"]
        path = link.resolve()
        if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "subprojects"):
            args = iter(shlex.split(entry["command"].removeprefix("ccache "))[1:-1])
            flags = [f"-I{link.parent}"]  # of the tree, which has the other headers
            for arg in args:
                if arg in ("-o", "-MQ", "-MF"):
                    next(args)
                elif arg not in DROP and not arg.startswith("-W"):
                    flags.append(arg)
            yield path, entry["directory"], flags


def findings(command, folder):
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = [line for line in done.stdout.splitlines() if "warning:" in line or "error" in line]
    return lines + ([f"exit status {done.returncode}"] if done.returncode and not lines else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build", metavar="BUILD")
    opts = parser.parse_args()
    failed = count = 0
    print("TAP version 13")
    for path, folder, flags in sorted(our_sources(opts.build)):
        defines = [flag for flag in flags if flag.startswith(("-D", "-I"))]
        clang = ["clang", "--analyze", "--analyzer-output", "text", "-fno-color-diagnostics", *flags, path]
        cppcheck = ["cppcheck", "--quiet", "--enable=warning,performance,portability",
                    "--inline-suppr", "--error-exitcode=1", "--suppress=*:*/subprojects/*",
                    *(f"--suppress={each}" for each in SUPPRESSED),
                    "--template={file}:{line}: warning: {message} [{id}]",
                    "-D__linux__", "-DRTE_EAL_VFIO", f"-I{QUEUE.parent}", *defines, path]
        for tool, command in (("clang", clang), ("cppcheck", cppcheck)):
            count += 1
            found = findings(command, folder)
            failed += bool(found)
            print(f"{'not ok' if found else 'ok'} {count} - {path.relative_to(ROOT)}: {tool}")
            print("".join(f"# {line}\n" for line in found[:10]), end="", flush=True)
    print(f"1..{count}")
    return failed != 0 or count == 0


if __name__ == "__main__":
    sys.exit(main())
