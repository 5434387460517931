#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors

"""
Tells why a VF does not open: shows the PFs, VFs and VF tokens of this machine,
and checks what an open of a device needs. Opens no device, shows no token.
"""

import argparse
import grp
import json
import os
import pathlib
import pwd
import re
import socket
import stat
import struct
import sys
import time
from collections import namedtuple

PCI = "sys/bus/pci/devices"
GROUPS = "sys/kernel/iommu_groups"
ENABLE_SRIOV = "sys/module/vfio_pci/parameters/enable_sriov"
NOIOMMU = "sys/module/vfio/parameters/enable_unsafe_noiommu_mode"
# devices with these drivers do not keep VFIO from their group
HARMLESS = (None, "pci-stub", "pcieport")
GROUP_TOKENS = (5, 7)   # Linux versions
CDEV_TOKENS = (6, 17)
LEAST_MEMLOCK = 64 << 20  # less holds no hugepage memory to speak of
CAP_IPC_LOCK = 14
TELEMETRY = "/vfio/vf_token"
TELEMETRY_FIELDS = {"token": str, "why": str, "given_by": str, "source": str,
                    "rotations": int, "last_rotation": int}
TELEMETRY_DEVICES = 32  # in an answer
TELEMETRY_SOURCE = 63   # longer ones are cut
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LIKE_TOKEN = re.compile(r"[0-9a-f]{4,}(-[0-9a-f]{2,}){3,}|[0-9a-f]{24,}", re.IGNORECASE)

OK, WARNING, UNSEEN, MISSING = "ok", "warning", "not seen", "MISSING"
User = namedtuple("User", "name uid groups is_self")
Check = namedtuple("Check", "machine device user token_file")


def plain(line):
    """Remove what would control a terminal or might be a token."""
    return LIKE_TOKEN.sub("(hidden)", "".join(c if c.isprintable() else "?" for c in line))


class Machine:
    """Sysfs, processes and telemetry, below a root folder."""

    def __init__(self, root="/"):
        self.root = root
        self.hidden = 0   # processes that do not show us what they have open
        self.unseen = []  # what else we cannot see
        self.openers = self.find_openers()
        self.tokens = self.find_tokens()
        if self.hidden:
            self.unseen.append(f"which devices {self.hidden} processes of other users have open")
        release = re.match(r"(\d+)\.(\d+)", self.read("proc/sys/kernel/osrelease"))
        self.kernel = tuple(map(int, release.groups())) if release else (0, 0)
        # DPDK prefers group mode
        self.is_cdev = self.exists("dev/iommu") and not self.exists("dev/vfio/vfio")
        # distributions also backport tokens
        self.takes_tokens = self.kernel >= CDEV_TOKENS or not self.is_cdev and (
            self.kernel >= GROUP_TOKENS or self.exists(ENABLE_SRIOV))

    def path(self, *parts):
        return os.path.join(self.root, *(p.lstrip("/") for p in parts))

    def exists(self, *parts):
        return os.path.exists(self.path(*parts))

    def list(self, *parts):
        try:
            return sorted(os.listdir(self.path(*parts)))
        except OSError:
            return []

    def read(self, *parts):
        try:
            with open(self.path(*parts), errors="replace") as f:
                return f.read().strip()
        except OSError:
            return ""

    def link(self, *parts):
        """The last component of a link's target, such as the name of a driver."""
        try:
            return os.path.basename(os.readlink(self.path(*parts)))
        except OSError:
            return None

    def has_iommu(self, group):
        """Whether a group is of an IOMMU, not one that VFIO made up without."""
        return self.read(GROUPS, group or "", "name") != "vfio-noiommu"

    def pids(self):
        return [int(name) for name in self.list("proc") if name.isdigit()]

    def proc(self, pid, name, pattern):
        """What a pattern finds in a file of a process."""
        found = re.search(pattern, self.read("proc", str(pid), name), re.MULTILINE)
        return found.group(1) if found else ""

    def names(self, pids):
        return ", ".join(f"{self.proc(p, 'comm', '(.*)')} ({p})" for p in pids)

    def pfs(self):
        return [a for a in self.list(PCI) if self.exists(PCI, a, "sriov_totalvfs")]

    def find_openers(self):
        """The processes that have each node of /dev/vfio open."""
        openers = {}
        for pid in self.pids():
            folder = self.path("proc", str(pid), "fd")
            try:
                nodes = {os.readlink(os.path.join(folder, fd)) for fd in os.listdir(folder)}
            except PermissionError:
                self.hidden += 1
                continue
            except OSError:  # it has ended
                continue
            for node in nodes:
                openers.setdefault(node, set()).add(pid)
        return openers

    def sockets(self):
        """Where DPDK processes of any user and prefix listen."""
        paths = re.findall(r"/\S+/dpdk_telemetry\.v2\S*", self.read("proc/net/unix"))
        return [self.path(p) for p in sorted(set(paths))]

    def find_tokens(self):
        """The token status of each device that DPDK processes have open."""
        tokens = {}
        for path in self.sockets():
            try:
                for address, token in ask_telemetry(path):
                    if tokens.get(address, {"token": "no"})["token"] == "no":
                        tokens[address] = token
            except (ConnectionRefusedError, FileNotFoundError):
                pass  # it has ended
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
                self.unseen.append(f"{path}: {getattr(e, 'strerror', None) or 'bad answer'}")
        return tokens


def ask_telemetry(path):
    """Yield address and token status of each device that a DPDK process reports."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
        s.settimeout(5)
        s.connect(path)
        pid = struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
        s.recv(1024)  # who it is
        for first in range(0, 1024, TELEMETRY_DEVICES):
            s.send(f"{TELEMETRY},{first}".encode())
            devices = (json.loads(s.recv(1 << 16).decode())[TELEMETRY] or {}).values()
            for d in devices:
                token = {name: kind(d[name]) for name, kind in TELEMETRY_FIELDS.items()}
                yield str(d["device"]), dict(token, pid=pid)
            if len(devices) < TELEMETRY_DEVICES:
                break


class Device:
    """A PCI device, its SR-IOV role, and the nodes that open it."""

    def __init__(self, machine, address):
        self.machine = machine
        self.address = address
        self.driver = machine.link(PCI, address, "driver")
        self.pf = machine.link(PCI, address, "physfn")
        self.is_pf = machine.exists(PCI, address, "sriov_totalvfs")
        self.group = machine.link(PCI, address, "iommu_group")
        self.has_iommu = machine.has_iommu(self.group)
        self.group_node = f"/dev/vfio/{'' if self.has_iommu else 'noiommu-'}{self.group}"
        # only a kernel with cdev mode has a number for the node
        cdevs = [n for n in machine.list(PCI, address, "vfio-dev")
                 if machine.exists(PCI, address, "vfio-dev", n, "dev")]
        self.cdev = cdevs[0] if cdevs else None
        self.cdev_node = f"/dev/vfio/devices/{self.cdev or 'vfio<N>'}"

    def vfs(self):
        names = [n for n in self.machine.list(PCI, self.address) if n.startswith("virtfn")]
        return [Device(self.machine, self.machine.link(PCI, self.address, n))
                for n in sorted(names, key=lambda n: int(n[6:]))]

    def mates(self):
        """The other devices of its group."""
        names = self.machine.list(GROUPS, self.group, "devices") if self.group else []
        return [Device(self.machine, a) for a in names if a != self.address]

    def openers(self):
        """The processes that have it, or a device of its group, open."""
        nodes = [self.group_node, self.cdev_node] + [d.cdev_node for d in self.mates()]
        pids = {pid for node in nodes for pid in self.machine.openers.get(node, ())}
        token = self.machine.tokens.get(self.address)
        return sorted(pids | ({token["pid"]} if token else set()))

    def is_guarded(self):
        """Whether it is a VF that a token guards, by the kernel's rule."""
        return is_vfio(self.driver) and self.pf is not None and \
            self.machine.link(PCI, self.pf, "driver") in ("vfio-pci", self.driver)

    def wants_token(self):
        return self.machine.takes_tokens and (
            self.is_guarded() or is_vfio(self.driver) and any(v.openers() for v in self.vfs()))

    def lacks_guard(self):
        """Say who can open the VF without a token, if the kernel is too old for cdev mode."""
        node = self.machine.path(self.cdev_node)
        if self.machine.kernel >= CDEV_TOKENS or not self.is_guarded() or not os.path.exists(node):
            return ""
        return (f"before Linux 6.17, whoever can open {self.cdev_node} needs no token: "
                f"{owners(node)}")


def is_vfio(driver):
    return driver is not None and driver.replace("_", "-").endswith("vfio-pci")


def acl(path):
    """The ACL of a file, or what its mode amounts to, as (tag, bits, id)."""
    try:
        return list(struct.iter_unpack("<HHI", os.getxattr(path, "system.posix_acl_access")[4:]))
    except OSError:
        mode = os.stat(path).st_mode
        return [(1, mode >> 6 & 7, 0), (4, mode >> 3 & 7, 0), (32, mode & 7, 0)]


def may(path, user, want):
    st = os.stat(path)
    rules = acl(path)
    mask = min([bits for tag, bits, _ in rules if tag == 16] or [7])
    owner = [bits for tag, bits, _ in rules if tag == 1 and st.st_uid == user.uid]
    named = [bits & mask for tag, bits, uid in rules if tag == 2 and uid == user.uid]
    group = [bits & mask for tag, bits, gid in rules
             if (tag == 4 and st.st_gid in user.groups) or (tag == 8 and gid in user.groups)]
    other = [bits for tag, bits, _ in rules if tag == 32]
    return user.uid == 0 or any(b & want == want for b in owner or named or group or other)


def barrier(path, user, want):
    """Return the file or folder that keeps a user from a file, or None."""
    path = pathlib.Path(os.path.realpath(path))
    for folder in reversed(path.parents):
        if not may(folder, user, os.X_OK):
            return str(folder)
    return None if may(path, user, want) else str(path)


def owners(path):
    st = os.stat(path)
    try:
        names = f"{pwd.getpwuid(st.st_uid).pw_name}:{grp.getgrgid(st.st_gid).gr_name}"
    except KeyError:
        names = f"{st.st_uid}:{st.st_gid}"
    has_more = any(tag in (2, 8) for tag, _, _ in acl(path))
    return f"{stat.filemode(st.st_mode)} {names}{', and its ACL (getfacl)' if has_more else ''}"


def show_token(t):
    if t["token"] == "no":
        return f"no token: {t['why']}"
    ago = f", rotations: {t['rotations']}, the last {int(time.time()) - t['last_rotation']} s ago"
    return f"{t['token']}, from the {t['given_by']}, {t['source']}{ago if t['rotations'] else ''}"


# The steps of an open. Each yields what it finds: state, text, and what to do about it.

def check_device(c):
    m, d = c.machine, c.device
    if m.exists(PCI, d.address):
        yield OK, f"a VF of {d.pf}" if d.pf else "a PF" if d.is_pf else "no SR-IOV", ""
        return
    pf, n = pf_of_absent(m, d.address)
    if pf is None:
        yield MISSING, "no such device, and no PF can have such a VF", "lspci -D lists devices"
        return
    vfs = m.read(PCI, pf, "sriov_numvfs")
    do = f"echo {n + 1} > /sys/bus/pci/devices/{pf}/sriov_numvfs" + ("" if vfs == "0" else
                                                                    ", after writing 0 there")
    if m.link(PCI, pf, "driver") == "vfio-pci" and m.read(ENABLE_SRIOV) != "Y":
        yield (MISSING, f"PF {pf} has {vfs} VFs, and vfio-pci creates none: enable_sriov is off",
               f"echo 1 > /{ENABLE_SRIOV}, then {do}")
    else:
        yield MISSING, f"PF {pf} has {vfs} VFs, this would be number {n + 1}", do


def pf_of_absent(m, address):
    """Return the PF that would have a VF of this address, and the VF's index."""
    def number(text):
        domain, bus, slot, function = (int(part, 16) for part in re.split("[:.]", text))
        return domain << 16 | bus << 8 | slot << 3 | function

    for pf in m.pfs():
        total, offset, stride = (int(m.read(PCI, pf, f"sriov_{name}") or 0)
                                 for name in ("totalvfs", "offset", "stride"))
        for n in range(total if offset else 0):
            if number(pf) + offset + n * stride == number(address):
                return pf, n
    return None, None


def check_iommu(c):
    if c.device.group and c.device.has_iommu:
        yield OK, f"on, group {c.device.group}", ""
    elif not c.device.has_iommu or c.machine.read(NOIOMMU) == "Y":
        yield WARNING, "VFIO works without one, so the device can write to any memory", ""
    elif any(map(c.machine.has_iommu, c.machine.list(GROUPS))):
        yield MISSING, "it does not cover this device", "dmesg | grep -iE 'dmar|amd-vi' tells why"
    else:
        yield (MISSING, "off",
               "enable it in the firmware (VT-d, AMD-Vi); on Intel, boot with intel_iommu=on")


def check_driver(c):
    if is_vfio(c.device.driver):
        yield OK, c.device.driver, ""
    else:
        is_loaded = c.machine.exists("sys/bus/pci/drivers/vfio-pci")
        yield (MISSING, f"{c.device.driver or 'none'}, not vfio-pci",
               ("" if is_loaded else "modprobe vfio-pci enable_sriov=1, then ") +
               f"dpdk-devbind.py --bind=vfio-pci {c.device.address}")


def check_vfs(c):
    if not c.device.is_pf:
        return
    vfs = ", ".join(v.address for v in c.device.vfs())
    if vfs or c.machine.read(ENABLE_SRIOV) == "Y":
        yield OK, vfs or "none yet", ""
    else:
        yield WARNING, "vfio-pci creates none: enable_sriov is off", f"echo 1 > /{ENABLE_SRIOV}"


def check_group(c):
    mates = c.device.mates()
    bad = [f"{d.address} ({d.driver})" for d in mates
           if d.driver not in HARMLESS and not is_vfio(d.driver)]
    if bad:
        yield (MISSING, f"not viable: it also has {', '.join(bad)}",
               "unbind these with dpdk-devbind.py -u, or bind them to vfio-pci")
        return
    shared = ", ".join(d.address for d in mates if is_vfio(d.driver))
    yield OK, f"viable{', for one process with ' if shared else ''}{shared}", ""
    openers = c.machine.names(c.device.openers())
    if openers:
        yield (MISSING, f"open in {openers}, and no second process can open it",
               "stop that process, unless it is the one you ask about")
    elif c.machine.hidden:
        yield UNSEEN, "whether another process has it open", ""


def check_access(c):
    m, user = c.machine, c.user
    nodes = ["/dev/iommu", c.device.cdev_node] if m.is_cdev else \
        ["/dev/vfio/vfio", c.device.group_node]
    for node in nodes:
        try:
            at = barrier(m.path(node), user, os.R_OK | os.W_OK)
        except FileNotFoundError:
            yield MISSING, f"no {node}", "modprobe vfio-pci; a container must be given this node"
            return
        except PermissionError as e:
            yield UNSEEN, f"whether {user.name} may open {node}: {e.strerror}", ""
            continue
        if at:
            do = f"chmod o+x {at}" if os.path.isdir(at) else \
                f"chmod 666 {node}" if node == "/dev/vfio/vfio" else f"chown {user.name} {node}"
            yield MISSING, f"{user.name} may not open {node}", do
            return
    if c.device.has_iommu or user.uid == 0:
        mode = ", in cdev mode, which DPDK has since 26.11" if m.is_cdev else ""
        yield OK, f"{user.name} may open {nodes[0]} and {nodes[1]}{mode}", ""
    else:
        yield MISSING, f"without an IOMMU, only root may open {nodes[1]}", "run it as root"


def check_memlock(c):
    m, user = c.machine, c.user
    pids = ["self"] if user.is_self else [
        p for p in m.pids() if m.proc(p, "status", r"^Uid:\s+(\d+)") == str(user.uid)]
    capable = int(m.proc("self", "status", r"^CapEff:\s+(\w+)") or "0", 16) >> CAP_IPC_LOCK & 1
    if user.uid == 0 and (capable or not user.is_self):
        yield OK, "root has no limit", ""
        return
    limits = [m.proc(p, "limits", r"^Max locked memory +(\w+)") for p in pids]
    limits = [float("inf") if n == "unlimited" else int(n) for n in limits if n]
    do = "raise it (ulimit -l, LimitMEMLOCK=, --ulimit memlock) above the hugepages in use"
    if not limits:
        yield UNSEEN, f"the limit of {user.name}, who has no process now", do
    elif max(limits) < LEAST_MEMLOCK:
        yield MISSING, f"{user.name} may lock only {max(limits) >> 10} KiB of memory", do
    elif min(limits) == float("inf"):
        yield OK, "unlimited", ""
    else:
        yield OK, f"{min(limits) >> 20} MiB, which must exceed the hugepages in use", ""


def check_kernel(c):
    m, d = c.machine, c.device
    release = m.read("proc/sys/kernel/osrelease")
    if not m.takes_tokens and not m.is_cdev and (d.is_guarded() or d.is_pf):
        yield (MISSING, f"{release} has no VF tokens, and its vfio-pci no SR-IOV",
               "use Linux 5.7 or later, in cdev mode 6.17 or later")
        return
    yield OK, release, ""
    if d.lacks_guard():
        yield WARNING, d.lacks_guard(), "let nobody else open it, or use a newer kernel"


def check_pf(c):
    if not c.device.pf:
        return
    driver = c.machine.link(PCI, c.device.pf, "driver")
    if driver is None:
        yield (MISSING, f"{c.device.pf} has no driver",
               f"dpdk-devbind.py --bind=vfio-pci {c.device.pf}, or its kernel driver")
    else:
        need = "a" if c.device.wants_token() else "no"
        yield OK, f"{c.device.pf} has driver {driver}, so {need} token is needed", ""


def check_owner(c):
    if not c.device.pf or not c.device.wants_token():
        return
    pf = c.device.pf
    owner = c.machine.names(Device(c.machine, pf).openers())
    token = c.machine.tokens.get(pf)
    if not owner and c.machine.hidden:
        yield UNSEEN, f"whether a process has {pf} open", ""
    elif not owner:
        yield MISSING, f"no process has {pf} open", "start the PF's owner first, with a token"
    elif token is None:
        yield UNSEEN, f"whether {owner} has set a token on {pf}", ""
    elif token["token"] == "no":
        yield (MISSING, f"{owner} has {pf} open with {show_token(token)}",
               f"start it with --vfio-vf-token={pf}=<source>, or rotate the token in it")
    else:
        yield OK, f"{owner} has set it: {show_token(token)}", ""


def check_token(c):
    pf = c.device.pf or c.device.address
    source = c.machine.tokens.get(pf, {"source": ""})["source"]
    used = re.fullmatch(r"(?:file|generate):(/.*)", source)
    is_whole = used and len(source) < TELEMETRY_SOURCE and source.isprintable()
    used = used.group(1) if is_whole else None
    path = c.token_file or used
    if not c.device.wants_token() and not c.device.is_pf:
        return
    if path:
        yield from check_file(path, c.user)
        if used and os.path.realpath(path) != os.path.realpath(used):
            yield WARNING, f"the owner of {pf} has its token from {used}", "use the same file"
    elif "DPDK_VFIO_VF_TOKEN" in os.environ:
        yield UNSEEN, "whether the value of DPDK_VFIO_VF_TOKEN is right", ""
    elif c.device.wants_token():
        yield (MISSING, "needed, and no file has it",
               f"--vfio-vf-token={pf}=<source> for the application, --token-file to check a file")
    else:
        yield WARNING, "without one, no VF opens", f"--vfio-vf-token={pf}=generate:<path>"


def check_file(path, user):
    """Check that the user may read a token file, and its form."""
    try:
        at = barrier(path, user, os.R_OK)
        if at:
            bit = "r" if os.path.isfile(at) else "x"
            yield MISSING, f"{user.name} may not read {path}", f"chgrp, then chmod g+{bit} {at}"
            return
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            yield UNSEEN, f"what is in {path}, which is not a file", ""
            return
        with open(path, errors="replace") as f:
            line = f.read(128).partition("\n")[0].strip()
    except FileNotFoundError:
        yield MISSING, f"there is no {path}", "the PF's owner creates it with generate:<path>"
        return
    except OSError as e:
        yield UNSEEN, f"{path}: {e.strerror}", ""
        return
    if not UUID.fullmatch(line) or not line.strip("0-"):
        yield (MISSING, f"{path} has no UUID, or the nil UUID, but {len(line)} characters",
               "uuidgen makes one: 8, 4, 4, 4 and 12 hexadecimal digits")
        return
    yield OK, f"{user.name} may read {path}, which has a UUID", ""
    if mode & stat.S_IROTH:
        yield WARNING, f"every user may read {path}", f"chmod o-r {path}"
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        yield WARNING, f"others may write {path}; generate: refuses it", f"chmod go-w {path}"


STEPS = {"device": check_device, "IOMMU": check_iommu, "driver": check_driver, "VFs": check_vfs,
         "group": check_group, "access": check_access, "memlock": check_memlock,
         "kernel": check_kernel, "PF": check_pf, "owner": check_owner, "token": check_token}


def walk(c):
    """Take the steps of an open, up to the first that lacks something."""
    for name, step in STEPS.items():
        for state, text, do in step(c):
            yield {"step": name, "state": state, "text": text, "do": do}
            if state == MISSING:
                return


def check(machine, args):
    device = Device(machine, args.address)
    steps = list(walk(Check(machine, device, args.user, args.token_file)))
    is_missing = steps[-1]["state"] == MISSING
    unseen = machine.unseen if any(s["state"] == UNSEEN for s in steps) else []
    lines = [f"{args.address}, to be opened by {args.user.name}"]
    for s in steps:
        lines.append(f"  {s['state']:9}{s['step']:9}{s['text']}")
        lines += [f"{'':20}-> {s['do']}"] if s["do"] else []
    lines.append("This is missing; what follows it was not checked." if is_missing else
                 "Nothing is missing" + (", as far as can be seen." if unseen else "."))
    lines += [f"not seen: {text}" for text in unseen]
    return {"device": args.address, "user": args.user.name, "is_missing": is_missing,
            "steps": steps, "not_seen": unseen}, lines, int(is_missing)


def row(d):
    return {"device": d.address, "pf": d.pf or d.address, "is_pf": d.is_pf, "driver": d.driver,
            "group": d.group, "cdev": d.cdev, "wants_token": d.wants_token(),
            "open_in": d.openers(), "token": d.machine.tokens.get(d.address)}


def status(machine, _):
    pfs = [Device(machine, address) for address in machine.pfs()]
    devices = [d for pf in pfs for d in [pf] + pf.vfs()]
    table = [("Device", "Driver", "Group", "Cdev", "Token", "Open in", "Token status")]
    for r in map(row, devices):
        table.append((("" if r["is_pf"] else "  ") + r["device"], r["driver"] or "none",
                      r["group"] or "none", r["cdev"] or "-", "wanted" if r["wants_token"] else "-",
                      machine.names(r["open_in"]) or "-",
                      show_token(r["token"]) if r["token"] else "-"))
    widths = [max(map(len, column)) for column in zip(*table)]
    lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in table]
    notes = [f"{d.address}: {d.lacks_guard()}" for d in devices if d.lacks_guard()]
    lines += notes + [f"not seen: {text}" for text in machine.unseen]
    return {"devices": [row(d) for d in devices], "notes": notes,
            "not_seen": machine.unseen}, lines, 0


def address(text):
    match = re.fullmatch(r"([0-9a-f]{4,8}:)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])", text.lower())
    if not match:
        raise argparse.ArgumentTypeError(f"not a PCI address such as 0000:01:10.0: {text}")
    return (match.group(1) or "0000:") + match.group(2)


def user(text):
    try:
        entry = pwd.getpwuid(int(text)) if text.isdigit() else pwd.getpwnam(text)
    except KeyError:
        entry = None
    if text == str(os.geteuid()):  # in a container, perhaps without a name
        return User(entry.pw_name if entry else text, int(text),
                    os.getgroups() + [os.getegid()], True)
    if entry is None:
        raise argparse.ArgumentTypeError(f"no such user: {text}")
    groups = os.getgrouplist(entry.pw_name, entry.pw_gid)
    return User(entry.pw_name, entry.pw_uid, groups, False)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        super().error(plain(message))


def parse_args(argv):
    parser = Parser(description=__doc__, epilog="Exit status of check: 1 if something is missing,"
                    " 0 if nothing is, as far as can be seen; 2 for wrong arguments.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.required = True
    for function, text in ((status, "show the PFs and VFs of this machine"),
                           (check, "check what an open of a device needs")):
        sub = commands.add_parser(function.__name__, help=text, description=text)
        sub.add_argument("--json", action="store_true", help="print JSON")
        sub.set_defaults(function=function)
    sub.add_argument("address", metavar="ADDRESS", type=address, help="PCI address of a VF or PF")
    sub.add_argument("--user", type=user, default=str(os.geteuid()), metavar="USER",
                     help="who is to open it (default: you)")
    sub.add_argument("--token-file", metavar="FILE",
                     help="where the application has the token from (default: as the PF's owner)")
    return parser.parse_args(argv)


def main(argv=None, root="/"):
    args = parse_args(argv)
    answer, lines, code = args.function(Machine(root), args)
    lines = json.dumps(answer, indent=2).splitlines() if args.json else lines
    print("\n".join(map(plain, lines)))
    return code


if __name__ == "__main__":
    sys.exit(main())
