#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Time stock DPDK and the grafted one alternately, and print medians.

startup times rte_eal_init() without devices, and tokens does so with 1, 100 and
10,000 tokens. devices runs in the virtual machine: it times opening a PF, a VF, a
device without SR-IOV and up to 64 VFs, and rotations, and counts packets per
second through VFs.
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
STOCK = ROOT / "build-stock/build/subprojects/dpdk/app/test/dpdk-test"
OURS = ROOT / "build/subprojects/dpdk/app/test/dpdk-test"
EAL = ["--no-huge", "-m", "64", "--no-pci", "--no-shconf", "--no-telemetry", "-l", "0"]
TOKENS = (1, 100, 10000)
BARS = {"pps": (0.99, float("inf")), "pps-while-rotating": (0.98, float("inf")),
        "open-ns-10000-tokens": (0, 1.05)}  # limits of the ratio
GUESTS = (["open", "packets"], ["--vfs", "64", "vfs"])
ROUNDS = 60


def once(program, *extra):
    began = time.perf_counter()
    subprocess.run([program, *EAL, *extra], input=b"quit\n", check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def bench_startup(stock, ours):
    """Run pairs in alternating order, so that a drift of the machine affects both."""
    times, ratios = {stock: [], ours: []}, []
    for n in range(ROUNDS + 2):
        pair = {program: once(program) for program in ((stock, ours), (ours, stock))[n % 2]}
        if n >= 2:  # the first pairs fill caches
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
    """Return figures of the scenarios, {(name, who, n): [value...]}, and if these meet the limits."""
    logdir = ROOT / "build" / "vm" / "bench"
    figures = collections.defaultdict(list)
    for n, scenarios in enumerate(GUESTS):
        subprocess.run([ROOT / "devtools/vm/vm.py", "run", "--scenarios", ROOT / "devtools/vm/bench",
                        "--logdir", logdir / str(n), *scenarios], check=True, stdout=sys.stderr)
        for output in (logdir / str(n)).glob("try-*/*/output"):
            # a prompt may come before a figure
            for figure in re.finditer(r"figure (\S+) (without|with) (\d+) (\S+)$", output.read_text(), re.M):
                name, who, n_devices, value = figure.groups()
                figures[name, who, int(n_devices)].append(float(value))
    return figures, print_figures(figures)


def print_figures(figures):
    """Compare pairs of values measured one after the other, and check the ratio."""
    absent = [name for name in BARS if not any(key[:2] == (name, "without") for key in figures)]
    for name in absent:
        print(f"{name}: not measured")
    good = not absent
    print(f"{'':36}{'without':>12}{'with':>12}{'ratio':>8}")
    for name, who, n in sorted(figures):
        if who != "with":
            continue
        ours, stock = figures[name, who, n], figures.get((name, "without", n))
        row = f"{name + (f' of {n}' if n > 1 else ''):36}"
        if stock:
            low, high = BARS.get(name, (0, float("inf")))
            ratio = statistics.median(o / s for o, s in zip(ours, stock, strict=True))
            missed = not low <= ratio <= high
            row += (f"{statistics.median(stock):12.0f}{statistics.median(ours):12.0f}{ratio:8.3f}"
                    + missed * "  missed")
            good = good and not missed
        else:
            row += f"{'':12}{statistics.median(ours):12.0f}"
        print(row, flush=True)
    return good


def plot(path, tokens, figures):
    def block(name, rows):
        return f"${name} << END\n" + "".join(f"{x} {y}\n" for x, y in rows) + "END\n"

    def vfs(who):
        return [(n, statistics.median(v)) for (name, w, n), v in sorted(figures.items())
                if name == "vfs-ms" and w == who]

    script = (block("stock", vfs("without")) + block("ours", vfs("with")) +
              block("tokens", [(max(n, 0.5), ms) for n, ms in tokens]) +
              f"set terminal svg size 800,320\nset output '{path}'\n"
              "set multiplot layout 1,2\nset yrange [0:*]\nset key left top\n"
              "set xlabel 'VFs opened'\nset ylabel 'ms to the prompt (emulated machine)'\n"
              "plot $stock with linespoints title 'without', $ours with linespoints title 'with'\n"
              "set logscale x\nset xrange [0.4:20000]\nset xlabel 'tokens configured'\nset ylabel 'ms for rte\\_eal\\_init()'\n"
              "plot $tokens with linespoints title 'with'\nunset multiplot\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    head, rest = re.sub(r"[ \t]+$", "", path.read_text(), flags=re.M).split("\n", 1)
    path.write_text(f"{head}\n<!-- SPDX-License-Identifier: BSD-3-Clause -->\n"
                    f"<!-- Copyright(c) 2026 The VF token overlay authors -->\n{rest.rstrip()}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=("startup", "tokens", "devices", "all"), default="all")
    parser.add_argument("stock", nargs="?", default=STOCK, help="the stock dpdk-test")
    parser.add_argument("ours", nargs="?", default=OURS, help="the grafted dpdk-test")
    parser.add_argument("--plot", type=pathlib.Path, metavar="SVG",
                        help="with all: plot times against numbers")
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
        figures, met = bench_devices()
        good = good and met
    if opts.plot and opts.part == "all":
        plot(opts.plot, tokens, figures)
    return not good


if __name__ == "__main__":
    sys.exit(main())
