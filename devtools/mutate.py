#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Break the overlay in meaningful ways, one at a time, and check that a test fails.

Works on the tree made by devtools/build.sh, where a broken copy temporarily
replaces the link to the overlay's file. If this release does not use the file, it
is broken in place. The exit status is 1 if a mutant survives, that is, if no test
detects it.
"""

import argparse
import fcntl
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "subprojects" / "dpdk"
KEPT = ROOT / "build" / "mutate.kept"  # the overlay's own file, while it is broken
QUICK = ("autotest", "runtime", "faults", "option", "reinit", "setup-device", "open-cdev")


def read_mutants(path):
    """Yield (what, file, old, new, scenario) of a table, described at its top."""
    what = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, _, value = line.partition(" ")
        if key == "mutant":
            if what:
                yield what, file, old, new, scenario
            what, file, old, new, scenario = value, None, "", "", None
        elif key == "file":
            file = value
        elif key == "scenario":
            scenario = value
        elif key == "-":
            old += value + "\n"
        elif key == "+":
            new += value + "\n"
        else:
            sys.exit(f"{path.name}:{number}: unknown keyword '{key}'")
    yield what, file, old, new, scenario


def as_pattern(old):
    """Match the lines of a mutant at any indentation."""
    lines = [rf"[ \t]*{re.escape(line.strip())}\n" for line in old.splitlines()]
    return re.compile("^" + "".join(lines), re.M)


def break_file(file, old, new):
    text = (ROOT / file).read_text()
    found = as_pattern(old).findall(text)
    if len(found) != 1:
        sys.exit(f"mutate: {file} has these lines {len(found)} times, not once:\n{old}")
    place = TREE / file
    if place.is_symlink():
        place.unlink()
    else:  # not in this release: a test uses the overlay's file
        place = ROOT / file
        shutil.copy2(place, KEPT)
    place.write_text(text.replace(found[0], new))


def mend_file(file):
    place = TREE / file
    if KEPT.exists():
        KEPT.replace(ROOT / file)
    else:
        place.unlink()
        place.symlink_to(ROOT / file)
    os.utime(ROOT / file)  # or ninja considers the mutant's output newer


def build():
    apps = ROOT / "build" / "subprojects" / "dpdk" / "app"
    targets = [(apps / app).resolve().relative_to(ROOT / "build")
               for app in ("dpdk-testpmd", "test/dpdk-test")]
    return subprocess.run(["ninja", "-C", ROOT / "build", "reinit", "setup-device", "open-cdev", *targets],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT).returncode == 0


def red_test(scenario):
    """Return the name of the first test that fails, or None."""
    for test in QUICK:
        if subprocess.call(["meson", "test", "-C", ROOT / "build", "--no-rebuild", test],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            return test
    if scenario:
        folder = ROOT / "devtools" / "vm" / pathlib.Path(scenario).parent
        if subprocess.call([ROOT / "devtools/vm/vm.py", "run", "--scenarios", folder, "--logdir",
                            ROOT / "build/vm/mutate", pathlib.Path(scenario).name],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            return scenario
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="list the mutants")
    parser.add_argument("--table", type=pathlib.Path, default=ROOT / "devtools" / "mutants.txt")
    parser.add_argument("--quick", action="store_true",
                        help="skip mutants that need a virtual machine")
    parser.add_argument("words", nargs="*", metavar="WORD",
                        help="only mutants whose description has such a word")
    opts = parser.parse_args()
    mutants = [m for m in read_mutants(opts.table)
               if (not opts.words or any(word in m[0] for word in opts.words))
               and not (opts.quick and m[4])]
    if opts.list:
        print(*(m[0] for m in mutants), sep="\n")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to restore the file
    lock = open(ROOT / ".cache" / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not build() or red_test(None):
        sys.exit("mutate: the build or a test fails before any mutant (see devtools/build.sh)")
    survivors = 0
    for number, (what, file, old, new, scenario) in enumerate(mutants, 1):
        print(f"{number}/{len(mutants)} {what}: ", end="", flush=True)
        try:
            break_file(file, old, new)
            builds = build()
            red = red_test(scenario) if builds else None
        finally:
            mend_file(file)
        print(f"detected by {red}" if red else "SURVIVES" if builds else "DOES NOT BUILD",
              flush=True)
        survivors += red is None
    build()
    print(f"{len(mutants)} mutants, {survivors} survived")
    return survivors != 0


if __name__ == "__main__":
    sys.exit(main())
