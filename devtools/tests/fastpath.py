#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Count the instructions that testpmd spends on a packet, with callgrind.

Each program in turn forwards from a net_null port to itself, on one core in io
mode. Fails if they differ by more than one instruction in 10,000 packets.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time

SECONDS = 8


def count(testpmd):
    """Return instructions per packet within the forwarding function."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                   "--toggle-collect=pkt_burst_io_forward", testpmd, "--no-huge", "-m", "128",
                   "--no-pci", "--no-shconf", "--no-telemetry", "-l", "0,1", "--vdev", "net_null0",
                   "--", "-i", "--nb-cores=1", "--total-num-mbufs=2048"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True) as process:
            process.stdin.write("start\n")
            process.stdin.flush()
            time.sleep(SECONDS)
            said, _ = process.communicate("stop\nquit\n", timeout=120)
    packets = int(re.findall(r"RX-total: (\d+)", said)[-1])
    instructions = int(re.findall(r"Collected : (\d+)", said)[-1])
    if packets < 1000000:
        sys.exit(f"fastpath: testpmd forwarded only {packets} packets:\n{said[-2000:]}")
    return instructions / packets


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stock", help="the stock testpmd")
    parser.add_argument("grafted", help="the grafted testpmd")
    opts = parser.parse_args()
    stock, grafted = count(opts.stock), count(opts.grafted)
    print(f"instructions per packet: {stock:.4f} and {grafted:.4f}")
    return abs(stock - grafted) > 0.0001


if __name__ == "__main__":
    sys.exit(main())
