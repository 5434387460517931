#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Time stock DPDK and the grafted one alternately, and print medians.

startup: rte_eal_init() without devices. tokens: the same with 1, 100 and 10,000
tokens. devices: opening a PF, a VF, a device without SR-IOV, and all VFs of two
PFs, in the virtual machine, and a rotation.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
STOCK = ROOT / "build-stock/subprojects/dpdk-stock/app/test/dpdk-test"
OURS = ROOT / "build/subprojects/dpdk/app/test/dpdk-test"
EAL = ["--no-huge", "-m", "64", "--no-pci", "--no-shconf", "--no-telemetry", "-l", "0"]
TOKENS = (1, 100, 10000)
ROUNDS = 60


def once(program, *extra):
    began = time.perf_counter()
    subprocess.run([program, *EAL, *extra], input=b"quit\n", check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def bench_startup(stock, ours):
    """Run pairs in alternating order, so that a drift of the machine hits both."""
    times, ratios = {stock: [], ours: []}, []
    for n in range(ROUNDS + 2):
        pair = {program: once(program) for program in ((stock, ours), (ours, stock))[n % 2]}
        if n >= 2:  # the first ones fill caches
            for program, value in pair.items():
                times[program].append(value)
            ratios.append(pair[ours] / pair[stock])
    ratio = statistics.median(ratios)
    print(f"EAL start-up: stock {statistics.median(times[stock]):.1f} ms, ours "
          f"{statistics.median(times[ours]):.1f} ms, ratio {ratio:.4f}", flush=True)
    return ratio <= 1.01


def bench_tokens(ours):
    """Return (tokens, milliseconds) for the plot."""
    rows = []
    for n in (0, *TOKENS):
        options = [f"--vfio-vf-token={i >> 8:04x}:{i & 255:02x}:00.0={uuid.uuid4()}" for i in range(n)]
        rows.append((n, statistics.median(once(ours, *options) for _ in range(9))))
        print(f"EAL start-up with {n} tokens: {rows[-1][1]:.1f} ms", flush=True)
    return rows


def bench_devices():
    """Return figures of the virtual machine scenario: {(name, who, n): [value...]}."""
    logdir = ROOT / "build" / "vm" / "bench"
    subprocess.run([ROOT / "devtools/vm/vm.py", "run", "--scenarios", ROOT / "devtools/vm/bench",
                    "--logdir", logdir], check=True, stdout=sys.stderr)
    return print_figures(logdir)


def print_figures(logdir):
    figures = collections.defaultdict(list)
    for output in logdir.glob("try-*/open/output"):
        for line in output.read_text().splitlines():
            figure = re.search(r"figure (\S+) (stock|ours) (\d+) (\S+)$", line)  # possibly after a prompt
            if figure:
                name, who, n, value = figure.groups()
                figures[name, who, int(n)].append(float(value))
    print(f"{'':36}{'stock':>12}{'ours':>12}{'ratio':>8}")
    for name, who, n in sorted(figures):
        if who != "ours":
            continue
        ours = statistics.median(figures[name, who, n])
        stock = figures.get((name, "stock", n))
        row = f"{name + (f' of {n}' if n > 1 else ''):36}"
        if stock:
            stock = statistics.median(stock)
            row += f"{stock:12.0f}{ours:12.0f}{ours / stock:8.2f}"
        else:
            row += f"{'':12}{ours:12.0f}"
        print(row, flush=True)
    return figures


def plot(path, tokens, figures):
    def block(name, rows):
        return f"${name} << END\n" + "".join(f"{x} {y}\n" for x, y in rows) + "END\n"

    def vfs(who):
        return [(n, statistics.median(v)) for (name, w, n), v in sorted(figures.items())
                if name == "vfs-ms" and w == who]

    script = (block("stock", vfs("stock")) + block("ours", vfs("ours")) +
              block("tokens", [(max(n, 0.5), ms) for n, ms in tokens]) +
              f"set terminal svg size 800,320\nset output '{path}'\n"
              "set multiplot layout 1,2\nset yrange [0:*]\nset key left top\n"
              "set xlabel 'VFs opened'\nset ylabel 'ms to the prompt (emulated machine)'\n"
              "plot $stock with linespoints title 'stock', $ours with linespoints title 'grafted'\n"
              "set logscale x\nset xrange [0.4:20000]\nset xlabel 'tokens configured'\nset ylabel 'ms for rte\\_eal\\_init()'\n"
              "plot $tokens with linespoints title 'grafted'\nunset multiplot\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    head, rest = re.sub(r"[ \t]+$", "", path.read_text(), flags=re.M).split("\n", 1)
    path.write_text(f"{head}\n<!-- SPDX-License-Identifier: BSD-3-Clause -->\n"
                    f"<!-- Copyright(c) 2026 The VF token overlay authors -->\n{rest}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=("startup", "tokens", "devices", "all"), default="all")
    parser.add_argument("stock", nargs="?", default=STOCK, help="a dpdk-test")
    parser.add_argument("ours", nargs="?", default=OURS, help="another")
    parser.add_argument("--plot", type=pathlib.Path, metavar="SVG", help="with all: cost against number")
    opts = parser.parse_args()
    if opts.plot and not shutil.which("gnuplot"):
        parser.error("--plot needs gnuplot: devtools/packages.sh check")
    for program in (opts.stock, opts.ours):
        if not os.access(program, os.X_OK):
            parser.error(f"{program} is missing: devtools/build.sh --stock")
    good = True
    if opts.part in ("startup", "all"):
        good = bench_startup(opts.stock, opts.ours)
    if opts.part in ("tokens", "all"):
        tokens = bench_tokens(opts.ours)
    if opts.part in ("devices", "all"):
        figures = bench_devices()
    if opts.plot and opts.part == "all":
        plot(opts.plot, tokens, figures)
    return not good


if __name__ == "__main__":
    sys.exit(main())
