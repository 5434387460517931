#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Compare the objects of the stock build with those of the grafted one.

All must be identical, byte for byte, except for the files that the graft adds or
changes, which are listed with the code that they add. EAL files that use EAL's
configuration, which the graft makes smaller, may differ. Prints TAP.
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# DPDK's own sources that the graft changes, and where it adds files
CHANGED = {"lib/eal/linux/eal.c", "lib/eal/linux/eal_vfio.c", "lib/eal/linux/eal_vfio_mp_sync.c"}
ADDED = ("lib/eal/linux/", "drivers/bus/pci/linux/", "app/test/")
CODE_LIMIT = 20 * 1024
# a structure from which the graft removes a field
CONFIG = "internal_config"


def objects(build, name):
    """Return the object of each DPDK source, by both their paths in the tree."""
    found = {}
    prefix = f"../subprojects/{name}/"
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"].startswith(prefix):
            key = (entry["file"][len(prefix):], entry["output"].split(f"{name}/", 1)[1])
            found[key] = build / entry["output"]
    return found


def code_size(path):
    """Return the bytes of machine code, and of everything that "size" calls text."""
    lines = subprocess.run(["size", "-A", path], check=True, text=True,
                           stdout=subprocess.PIPE).stdout.splitlines()
    sizes = [line.split()[:2] for line in lines if line.startswith(".")]
    code = sum(int(size) for name, size in sizes if name.startswith(".text"))
    data = sum(int(size) for name, size in sizes if name.startswith((".rodata", ".eh_frame")))
    return code, code + data


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", nargs="?", default="dpdk",
                        help="a grafted tree in subprojects, built with its stock tree "
                             "(default: %(default)s)")
    tree = parser.parse_args().tree
    build = ROOT / tree.replace("dpdk", "build", 1)
    stock_project = ROOT / f"{build.name}-stock"
    stock_build = stock_project / "build"
    print("TAP version 13", flush=True)
    if not (stock_build / "compile_commands.json").exists():
        print("1..0 # SKIP no stock build: devtools/build.sh --stock")
        return 0
    stock, ours = objects(stock_build, tree), objects(build, tree)
    points = []

    def point(holds, text, why=()):
        points.append(holds)
        print(f"{'ok' if holds else 'not ok'} {len(points)} - {text}")
        print("".join(f"# {line}\n" for line in why), end="", flush=True)

    gone = sorted(source for source, _ in stock.keys() - ours.keys())
    point(not gone, "no object is missing", gone)
    new = sorted(source for source, _ in ours.keys() - stock.keys())
    point(all(source.startswith(ADDED) for source in new), "new objects are in expected folders", new)

    common = sorted(stock.keys() & ours.keys())
    missing = [str(c[key]) for key in common for c in (stock, ours) if not c[key].exists()]
    point(not missing and len(common) > 300, f"{len(common)} objects are in both builds", missing[:8])
    if missing:
        print(f"1..{len(points)}")
        return 1
    other = {key[0] for key in common if stock[key].read_bytes() != ours[key].read_bytes()}
    config = {source for source in other - CHANGED if source.startswith("lib/eal/")
              and CONFIG in (stock_project / "subprojects" / tree / source).read_text()}
    point(len(config) > 0, f"{len(config)} EAL objects use its configuration, whose offsets differ",
          sorted(config))
    other -= config
    point(other == CHANGED, f"{len(common) - len(other) - len(config)} of them are the same, byte for byte; "
          f"the graft changes {len(other)}", sorted(other ^ CHANGED))

    for library, prefix in (("librte_eal", "lib/eal/"), ("librte_bus_pci", "drivers/bus/pci/linux/pci_vf_token.c")):
        added, rows = [0, 0], []
        for key in sorted(ours):
            if key[0].startswith(prefix) and (key not in stock or key[0] in CHANGED):
                now = code_size(ours[key])
                before = code_size(stock[key]) if key in stock else (0, 0)
                rows.append(f"{key[0]}: {now[0] - before[0]:+} bytes of code, "
                            f"{now[1] - before[1]:+} with messages and unwind tables")
                added = [a + n - b for a, n, b in zip(added, now, before)]
        point(0 < added[0] <= CODE_LIMIT,
              f"{library} has {added[0]} bytes of code more (limit: {CODE_LIMIT}), "
              f"{added[1]} with messages and unwind tables", rows)
    print(f"1..{len(points)}")
    return not all(points)


if __name__ == "__main__":
    sys.exit(main())
