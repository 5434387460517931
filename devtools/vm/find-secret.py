#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Report where a process and files expose a UUID that should be secret.

Reads the UUID from standard input, and searches for it as text in either case
and as 16 raw bytes. Prints a line for each place where it is found, and
"places: N" as the last line. A locked mapping that is excluded from core dumps
may contain the token; it does not count as a place, but "protected: N of M
pages" shows how many of these pages contain it.
"""

import argparse
import json
import mmap
import pathlib
import re
import socket
import sys
import uuid


def shapes(secret):
    """Return what to look for: text in either case, raw bytes."""
    token = uuid.UUID(secret)
    return {"text": str(token).encode(), "upper": str(token).upper().encode(), "raw": token.bytes}


def find(data, wanted):
    return [shape for shape, value in wanted.items() if value in data]


def mappings(proc):
    """Yield (start, end, flags, name) of each readable mapping."""
    current = None
    for line in (proc / "smaps").read_text().splitlines():
        head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (r?)\S+ \S+ \S+ \S+ *(.*)", line)
        if head:
            current = head
        elif line.startswith("VmFlags:") and current[3]:
            yield int(current[1], 16), int(current[2], 16), line.split()[1:], current[4]


def in_memory(proc, wanted):
    """Return places in memory, and the numbers of protected pages with the token and in total."""
    places, resting, pages = [], 0, 0
    overlap = max(map(len, wanted.values()))
    with open(proc / "mem", "rb", buffering=0) as mem:
        for start, end, flags, name in mappings(proc):
            # EAL's own memory is excluded from core dumps, too: huge pages
            is_safe = {"dd", "lo"} <= set(flags) and "ht" not in flags and not name
            size, more = (mmap.PAGESIZE, 0) if is_safe else (1 << 22, overlap)
            for at in range(start, end, size):
                try:
                    mem.seek(at)
                    found = find(mem.read(min(size + more, end - at)), wanted)
                except (OSError, ValueError, OverflowError):
                    break  # device memory
                if is_safe:
                    pages += 1
                    resting += bool(found)
                else:
                    places += [f"memory {name or 'anonymous'} {start:x}: {shape}"
                               for shape in found]
    return sorted(set(places)), resting, pages


def in_telemetry(path, wanted):
    """Return places in the answers to all commands that the process offers."""
    places = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sock:
        sock.connect(str(path))
        sock.recv(1 << 20)

        def ask(command):
            sock.send(command.encode())
            return sock.recv(1 << 20)

        commands = json.loads(ask("/"))["/"]
        for command in commands:
            if any(find(ask(command + argument), wanted) for argument in ("", ",0")):
                places.append(f"telemetry {command}")
    if "/eal/params" not in commands:
        sys.exit("find-secret: telemetry does not offer /eal/params")
    return places


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pid", type=int, help="a process to search")
    parser.add_argument("--telemetry", type=pathlib.Path, metavar="SOCKET")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    opts = parser.parse_args()
    wanted = shapes(sys.stdin.readline().strip())

    places = []
    if opts.pid:
        proc = pathlib.Path("/proc") / str(opts.pid)
        for name in ("cmdline", "environ"):
            if find((proc / name).read_bytes(), wanted):
                places.append(name)
        found, resting, pages = in_memory(proc, wanted)
        places += found
        print(f"protected: {resting} of {pages} pages")
    if opts.telemetry:
        places += in_telemetry(opts.telemetry, wanted)
    for path in opts.files:
        if find(path.read_bytes(), wanted):
            places.append(f"file {path.name}")
    for place in places:
        print(place)
    print(f"places: {len(places)}")


if __name__ == "__main__":
    main()
