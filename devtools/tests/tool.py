#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
"""Test usertools/dpdk-vf-token.py on made-up machines, each broken in one way.

A machine is a folder with sysfs, /proc and /dev, and a thread that answers like
telemetry. It needs neither root nor devices. Prints TAP.
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import sys
import tempfile
import threading
import uuid
from unittest import mock

sys.dont_write_bytecode = True  # the graft takes all files of usertools
TOOL = pathlib.Path(__file__).resolve().parents[2] / "usertools/dpdk-vf-token.py"
loader = importlib.machinery.SourceFileLoader("tool", str(TOOL))
tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("tool", loader))
loader.exec_module(tool)

PF, VF0, VF1, PLAIN = "0000:01:00.0", "0000:01:10.0", "0000:01:10.2", "0000:02:00.0"
PCI = "sys/bus/pci/devices"
OWNER = os.getpid()  # the kernel says that we answer telemetry
TOKEN = str(uuid.uuid4())
NIL = "0" * 8 + "-0000" * 3 + "-" + "0" * 12
# who is neither root nor the owner of the files
SOMEBODY = "nobody"

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)


class Telemetry:
    """Answers on a socket as a DPDK process does, or with "raw"."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.bind(str(path))
        self.socket.listen()
        self.devices = []
        self.raw = None
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # a test shuts the socket down
            while True:
                client, _ = self.socket.accept()
                with client:
                    client.send(json.dumps({"version": "DPDK", "pid": 1, "max_output_len": 16384}).encode())
                    while command := client.recv(1024).decode():
                        client.send(self.raw or self.answer(command))

    def answer(self, command):
        name, _, first = command.partition(",")
        page = list(enumerate(self.devices))[int(first or 0):][:32]
        return json.dumps({name: {str(i): d for i, d in page}}).encode()


def reported(device, token="by feature", source="file:/nowhere", **more):
    return {"device": device, "role": "PF", "pf": PF, "token": token, "why": "",
            "given_by": "option", "source": source, "rotations": 0, "last_rotation": 0, **more}


class Tree:
    """A healthy machine: testpmd has the PF open and has set its token."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
        self.root.chmod(0o755)
        self.write("proc/sys/kernel/osrelease", "6.12.0-test")
        self.write("proc/self/status", "CapEff:\t0000000000000000")
        self.write("proc/meminfo", "")
        self.write("sys/module/vfio_pci/parameters/enable_sriov", "Y")
        (self.root / "sys/bus/pci/drivers/vfio-pci").mkdir(parents=True)
        for n, address in enumerate((PF, VF0, VF1, PLAIN)):
            self.driver(address, "vfio-pci")
            self.group(address, str(13 + n))
            self.write(f"dev/vfio/{13 + n}", "", 0o666)
        self.write("dev/vfio/vfio", "", 0o666)
        for name, value in (("totalvfs", 7), ("numvfs", 2), ("offset", 128), ("stride", 2)):
            self.write(f"{PCI}/{PF}/sriov_{name}", str(value))
        for n, vf in enumerate((VF0, VF1)):
            self.link(f"{PCI}/{PF}/virtfn{n}", f"../{vf}")
            self.link(f"{PCI}/{vf}/physfn", f"../{PF}")
        self.process(OWNER, "dpdk-testpmd", "/dev/vfio/vfio", "/dev/vfio/13", limit="unlimited")
        self.file = self.write("token", f"  {TOKEN.upper()} \nmore\n", 0o640)
        (self.root / "run").mkdir()
        self.write("proc/net/unix", "0: 2 0 10000 5 1 9 /run/t/dpdk_telemetry.v2")
        (self.root / "run/t").mkdir()
        self.telemetry = Telemetry(self.root / "run/t/dpdk_telemetry.v2")
        self.telemetry.devices = [reported(PF, source=f"generate:{self.file}")]

    def write(self, path, text, mode=0o644):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def link(self, path, target):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    def driver(self, address, name):
        (self.root / PCI / address / "driver").unlink(missing_ok=True)
        if name:
            self.link(f"{PCI}/{address}/driver", f"../../drivers/{name}")

    def group(self, address, number):
        """Move a device, which may be new, to a group."""
        for old in self.root.glob(f"sys/kernel/iommu_groups/*/devices/{address}"):
            old.unlink()
        self.link(f"{PCI}/{address}/iommu_group", f"../../../../kernel/iommu_groups/{number}")
        self.link(f"sys/kernel/iommu_groups/{number}/devices/{address}", f"../../../../bus/pci/devices/{address}")

    def cdevs(self, mode=0o600):
        for n, address in enumerate((PF, VF0, VF1)):
            self.write(f"{PCI}/{address}/vfio-dev/vfio{n}/dev", f"510:{n}")
            self.write(f"dev/vfio/devices/vfio{n}", "", mode)

    def cdev_mode(self, kernel, mode=0o666):
        self.cdevs(mode)
        self.write("proc/sys/kernel/osrelease", kernel)
        self.write("dev/iommu", "", 0o666)
        self.remove("dev/vfio/vfio")

    def process(self, pid, name, *nodes, limit="8388608", uid=65534):
        self.write(f"proc/{pid}/comm", name + "\n")
        self.write(f"proc/{pid}/status", f"Name:\t{name}\nUid:\t{uid}\t0\t0\t0\n")
        self.write(f"proc/{pid}/limits", f"Max locked memory         {limit}    unlimited    bytes\n")
        (self.root / f"proc/{pid}/fd").mkdir()
        for fd, node in enumerate(nodes):
            self.link(f"proc/{pid}/fd/{fd}", node)

    def remove(self, path):
        path = self.root / path
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def no_owner(self):
        self.remove(f"proc/{OWNER}/fd/1")
        self.telemetry.devices = []


class Answer:
    """What the tool printed, and its exit status."""

    def __init__(self, tree, *args):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                self.code = tool.main([str(a) for a in args], root=str(tree.root))
            except SystemExit as e:
                self.code = e.code
        self.out, self.err = out.getvalue(), err.getvalue()

    def lines(self, state):
        return re.findall(rf"^  {state} +(.*)", self.out, re.MULTILINE)


points, failures = [], []


def point(text, *problems):
    problems = [p for p in problems if p]
    points.append(text)
    failures.extend(problems)
    print(f"{'not ok' if problems else 'ok'} {len(points)} - {text}")
    for line in "\n".join(problems).splitlines():
        print("# " + line.replace(TOKEN, "<token>"))
    sys.stdout.flush()


def unless(holds, why):
    return None if holds else why


def run(break_it, *args):
    """Run the tool on a machine, and check what holds for every run."""
    tree = Tree()
    try:
        break_it(tree)
        opened.clear()
        answer = Answer(tree, *(a(tree) if callable(a) else a for a in args))
        everything = (answer.out + answer.err).lower()
        return answer, [unless(TOKEN.lower() not in everything and TOKEN.lower()[:-1] not in everything,
                               "a token was printed"),
                        unless(not [p for p in opened if p.startswith(f"{tree.root}/dev")],
                               "a device was opened"),
                        unless(not re.search(r"[^ -~\n]", everything), "control characters were printed")]
    finally:
        shutil.rmtree(tree.root)


def healthy(_):
    pass


def checks(text, break_it, want, *args, device=VF0, who="root"):
    """A check of a machine finds what is wanted: "STATE STEP REGEX", or several of these.

    It succeeds unless one of them is missing.
    """
    wants = [want] if isinstance(want, str) else want
    answer, problems = run(break_it, "check", device, "--user", who, *args)
    is_missing = any(w.startswith("MISSING") for w in wants)
    for w in wants:
        state, step, regex = w.split(" ", 2)
        found = [line for line in answer.lines(state.replace("_", " ")) if line.startswith(step)]
        problems.append(unless(any(re.search(regex, line) for line in found),
                               f"wanted: {w}\n{answer.out}{answer.err}"))
    problems.append(unless(answer.code == int(is_missing), f"exit status {answer.code}\n{answer.out}"))
    problems.append(unless(len(answer.lines("MISSING")) == int(is_missing), f"MISSING lines:\n{answer.out}"))
    last = re.findall(r"^  \S.*", answer.out, re.MULTILINE)[-1:]
    problems.append(unless(not is_missing or last and last[0].startswith("  MISSING"), "it went on"))
    point(text, *problems)


def says(text, break_it, args, code, *regexes):
    """The tool prints a line that matches each regex (or, with "!" first, none)."""
    answer, problems = run(break_it, *args)
    everything = answer.out + answer.err
    for regex in regexes:
        found = re.search(regex.lstrip("!"), everything, re.MULTILINE) is not None
        problems.append(unless(found != regex.startswith("!"), f"{regex}:\n{everything}"))
    problems.append(unless(answer.code == code, f"exit status {answer.code}, not {code}\n{everything}"))
    point(text, *problems)


def machines():
    says("a healthy machine: nothing is missing, unseen or worth a warning", healthy,
         ["check", VF0, "--user", "root"], 0, "^Nothing is missing.$", "!MISSING|warning|not seen",
         *(f"^  ok +{name}" for name in "device IOMMU driver group access memlock kernel PF owner token".split()))
    says("a short address is as good", healthy, ["check", "01:10.0", "--user", "root"], 0, f"^{VF0}, ")

    # the IOMMU
    def iommu_off(t):
        t.remove("sys/kernel/iommu_groups")
        t.remove(f"{PCI}/{VF0}/iommu_group")
    checks("the IOMMU is off", iommu_off, "MISSING IOMMU off")
    says("... and what to do", iommu_off, ["check", VF0], 1, "-> .*intel_iommu=on")
    checks("the IOMMU does not cover the VF", lambda t: t.remove(f"{PCI}/{VF0}/iommu_group"),
           "MISSING IOMMU does not cover")

    def noiommu(t):
        t.write("sys/kernel/iommu_groups/14/name", "vfio-noiommu")
        t.write("dev/vfio/noiommu-14", "", 0o666)
    checks("VFIO without an IOMMU", noiommu, ["warning IOMMU without one", "ok access noiommu-14"])
    checks("VFIO without an IOMMU, not root", noiommu, "MISSING access only root may", who=SOMEBODY)
    checks("VFIO without an IOMMU, before the bind",
           lambda t: (iommu_off(t), t.driver(VF0, "igbvf"),
                      t.write("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y")),
           ["warning IOMMU without one", "MISSING driver igbvf"])

    # drivers and VFs
    checks("the VF has a kernel driver", lambda t: t.driver(VF0, "igbvf"), "MISSING driver igbvf, not vfio-pci")
    checks("the VF has no driver", lambda t: t.driver(VF0, None), "MISSING driver none, not vfio-pci")
    checks("the VF has another VFIO driver", lambda t: t.driver(VF0, "mlx5_vfio_pci"), "ok driver mlx5_vfio_pci")
    says("vfio-pci is not loaded", lambda t: (t.driver(VF0, None), t.remove("sys/bus/pci/drivers/vfio-pci")),
         ["check", VF0], 1, f"-> modprobe vfio-pci enable_sriov=1, then .*--bind=vfio-pci {VF0}$")
    says("vfio-pci is loaded", lambda t: t.driver(VF0, None), ["check", VF0], 1,
         f"-> dpdk-devbind.py --bind=vfio-pci {VF0}$")
    checks("the VF was not created", healthy, f"MISSING device PF {PF} has 2 VFs, this would be number 4",
           device="0000:01:10.6")
    says("... and how to create it, after the others", healthy, ["check", "01:10.6"], 1,
         f"-> echo 4 > .*/{PF}/sriov_numvfs, after writing 0 there$")

    def no_vfs(t):
        for path in (f"{PCI}/{VF0}", f"{PCI}/{VF1}", f"{PCI}/{PF}/virtfn0", f"{PCI}/{PF}/virtfn1"):
            t.remove(path)
        t.write(f"{PCI}/{PF}/sriov_numvfs", "0")

    def sriov_off(t):
        no_vfs(t)
        t.write("sys/module/vfio_pci/parameters/enable_sriov", "N")
    checks("enable_sriov is off, and there are no VFs", sriov_off,
           f"MISSING device PF {PF} has 0 VFs, and vfio-pci creates none: enable_sriov is off")
    says("... and what to do", sriov_off, ["check", VF0], 1,
         f"-> echo 1 > /sys/module/vfio_pci/parameters/enable_sriov, then echo 1 > /sys/.*/{PF}/sriov_numvfs$")
    checks("no VFs, of a PF with a kernel driver", lambda t: (sriov_off(t), t.driver(PF, "igb")),
           f"MISSING device PF {PF} has 0 VFs, this would be number 1$")
    for address in ("0000:01:10.1", "0000:01:11.6", "0000:01:0f.6", "0001:01:10.4"):
        checks(f"{address} can be no VF", healthy, "MISSING device no such device, and no PF", device=address)
    checks("a PF without VFs, with enable_sriov off", lambda t: (sriov_off(t), t.no_owner()),
           ["warning VFs creates none", "warning token no VF opens"], device=PF)
    checks("a PF without VFs yet", lambda t: (no_vfs(t), t.no_owner()), "ok VFs none yet", device=PF)

    # the group
    def with_mate(driver):
        def break_it(t):
            t.driver("0000:01:1f.0", driver)
            t.group("0000:01:1f.0", "14")
        return break_it
    checks("a device with a kernel driver is in the group", with_mate("igb"),
           r"MISSING group not viable: it also has 0000:01:1f.0 \(igb\)$")
    for driver in ("pcieport", "pci-stub", None):
        checks(f"a device with driver {driver} is in the group", with_mate(driver), "ok group viable$")
    checks("a device with vfio-pci is in the group", with_mate("vfio-pci"),
           "ok group viable, for one process with 0000:01:1f.0$")
    checks("another process has the group open", lambda t: t.process(7, "qemu", "/dev/vfio/14"),
           r"MISSING group open in qemu \(7\), and no second")
    checks("another process has the VF open in cdev mode",
           lambda t: (t.cdevs(), t.process(7, "qemu", "/dev/vfio/devices/vfio1")), r"MISSING group open in qemu \(7\)")
    checks("another process has a device of the group open in cdev mode",
           lambda t: (t.cdevs(), t.group(VF1, "14"), t.process(7, "qemu", "/dev/vfio/devices/vfio2")),
           r"MISSING group open in qemu \(7\)")
    checks("the PF's owner has the VF open, by telemetry", lambda t: t.telemetry.devices.append(reported(VF0)),
           rf"MISSING group open in dpdk-testpmd \({OWNER}\)")
    checks("another process has another group open", lambda t: t.process(7, "qemu", "/dev/vfio/15"), "ok group viable")

    # rights and limits
    checks("everybody may open the nodes", healthy, "ok access nobody may open /dev/vfio/vfio and /dev/vfio/14",
           "--token-file", lambda t: t.write("file", TOKEN), who=SOMEBODY)
    checks("the group belongs to another user", lambda t: (t.root / "dev/vfio/14").chmod(0o660),
           "MISSING access nobody may not open /dev/vfio/14", who=SOMEBODY)
    says("... and what to do", lambda t: (t.root / "dev/vfio/14").chmod(0o660), ["check", VF0, "--user", SOMEBODY],
         1, "-> chown nobody /dev/vfio/14$")
    checks("the container belongs to another user", lambda t: (t.root / "dev/vfio/vfio").chmod(0o604),
           "MISSING access nobody may not open /dev/vfio/vfio", who=SOMEBODY)
    checks("the folder of the nodes belongs to another user", lambda t: (t.root / "dev/vfio").chmod(0o700),
           "MISSING access nobody may not open /dev/vfio/vfio", who=SOMEBODY)
    says("... and what to do", lambda t: (t.root / "dev/vfio").chmod(0o700), ["check", VF0, "--user", SOMEBODY],
         1, "-> chmod o.x /.*/dev/vfio$")
    says("... about the container", lambda t: (t.root / "dev/vfio/vfio").chmod(0o604),
         ["check", VF0, "--user", SOMEBODY], 1, "-> chmod 666 /dev/vfio/vfio$")
    checks("there is no node of the group", lambda t: t.remove("dev/vfio/14"), "MISSING access no /dev/vfio/14")
    checks("there is no node of VFIO", lambda t: t.remove("dev/vfio/vfio"), "MISSING access no /dev/vfio/vfio")
    checks("cdev mode", lambda t: t.cdev_mode("6.17.0"),
           "ok access may open /dev/iommu and /dev/vfio/devices/vfio1, in cdev mode")
    checks("cdev mode, the node belongs to another user", lambda t: t.cdev_mode("6.17.0", 0o600),
           "MISSING access nobody may not open /dev/vfio/devices/vfio1", who=SOMEBODY)
    checks("cdev mode, iommufd belongs to another user",
           lambda t: (t.cdev_mode("6.17.0"), (t.root / "dev/iommu").chmod(0o600)),
           "MISSING access nobody may not open /dev/iommu", who=SOMEBODY)
    file = ("--token-file", lambda t: t.write("file", TOKEN))

    def limit(value, more=None):
        def break_it(t):
            t.write(f"proc/{OWNER}/status", "Uid:\t1\t")
            t.process(8, "sh", limit=value)
            if more:
                t.process(9, "sh", limit=more)
        return break_it
    checks("the user may lock 8 MiB", limit("8388608"), "MISSING memlock nobody may lock only 8192 KiB",
           who=SOMEBODY)
    checks("the user may lock 1 GiB", limit("1073741824"), "ok memlock 1024 MiB", *file, who=SOMEBODY)
    checks("the user may lock all memory", limit("unlimited"), "ok memlock unlimited", *file, who=SOMEBODY)
    for other in ("1073741824", "unlimited"):
        checks(f"the user's processes have different limits, one {other}", limit("8388608", other),
               "ok memlock 8 MiB", *file, who=SOMEBODY)
    checks("the user has no process", lambda t: t.write(f"proc/{OWNER}/status", "Uid:\t1\t"),
           "not_seen memlock the limit of nobody", *file, who=SOMEBODY)

    # the kernel
    def old(t):
        t.write("proc/sys/kernel/osrelease", "5.6.19")
        t.remove("sys/module/vfio_pci/parameters/enable_sriov")
    checks("Linux 5.6 has no VF tokens", old, "MISSING kernel 5.6.19 has no VF tokens")
    checks("Linux 5.6 with backported VF tokens",
           lambda t: t.write("proc/sys/kernel/osrelease", "4.18.0-500.el8"), "ok kernel 4.18.0-500.el8")
    checks("Linux 5.6 and a PF with a kernel driver", lambda t: (old(t), t.driver(PF, "igb")), "ok kernel 5.6.19")
    checks("Linux 5.7", lambda t: (old(t), t.write("proc/sys/kernel/osrelease", "5.7.0")), "ok kernel 5.7.0")
    note = r"before Linux 6.17, whoever can open /dev/vfio/devices/vfio1 needs no token: -rw-r----- \w+:\w+$"
    checks("Linux 6.16 with iommufd: who needs no token", lambda t: (
        t.cdevs(0o640), t.write("proc/sys/kernel/osrelease", "6.16.9")), ["ok kernel 6.16.9", "warning kernel " + note])
    for release in ("6.17.0", "7.2.13"):
        says(f"Linux {release} with iommufd guards VFs",
             lambda t, release=release: (t.cdevs(), t.write("proc/sys/kernel/osrelease", release)),
             ["check", VF0, "--user", "root"], 0, "!before Linux")
    checks("cdev mode takes no token before Linux 6.17", lambda t: (t.cdev_mode("6.16.9"), t.no_owner()),
           ["warning kernel before Linux 6.17", "ok PF no token is needed"])
    says("... and is asked for none", lambda t: (t.cdev_mode("6.16.9"), t.no_owner()),
         ["check", VF0, "--user", "root"], 0, "^Nothing is missing.$", "!^  .{9}token|owner")

    # the PF and its owner
    checks("the PF has no driver", lambda t: t.driver(PF, None), f"MISSING PF {PF} has no driver")
    says("the PF has a kernel driver", lambda t: (t.driver(PF, "igb"), t.no_owner()),
         ["check", VF0, "--user", "root"], 0, f"ok +PF +{PF} has driver igb, so no token is needed",
         "!owner|ok +token")
    checks("the PF has the VF's driver", lambda t: (t.driver(PF, "mlx5_vfio_pci"), t.driver(VF0, "mlx5_vfio_pci")),
           "ok PF so a token is needed")
    checks("the PF's owner is not running", lambda t: t.no_owner(), f"MISSING owner no process has {PF} open")
    checks("the PF's owner is seen by its cdev alone", lambda t: (
        t.cdevs(), t.no_owner(), t.process(7, "owner", "/dev/vfio/devices/vfio0")),
        rf"not_seen owner whether owner \(7\) has set a token on {PF}", "--token-file", lambda t: t.file)
    checks("the PF's owner has no telemetry", lambda t: setattr(t.telemetry, "devices", []),
           rf"not_seen owner whether dpdk-testpmd \({OWNER}\) has set a token", "--token-file", lambda t: t.file)
    checks("the PF's owner has set no token", lambda t: setattr(
        t.telemetry, "devices", [reported(PF, "no", "", why="none was given", given_by="")]),
        rf"MISSING owner dpdk-testpmd \({OWNER}\) has {PF} open with no token: none was given")
    checks("the PF's owner has set the token by open",
           lambda t: t.telemetry.devices[0].update(token="by open"), "ok owner by open, from the option, generate:")
    checks("the PF's owner has rotated the token",
           lambda t: t.telemetry.devices[0].update(rotations=3, last_rotation=1),
           r"ok owner by feature, .*, rotations: 3, the last \d{6,} s ago")
    checks("a secondary reports that it has the PF of its primary", lambda t: t.telemetry.devices.append(
        reported(PF, "no", "", why="opened by the primary process")), "ok owner by feature")
    checks("the PF's owner reports 40 devices", lambda t: setattr(t.telemetry, "devices", [
        reported(f"0000:09:00.{n}") for n in range(39)] + t.telemetry.devices), "ok owner by feature")

    # the token
    checks("the token's file is that of the PF's owner", healthy, "ok token root may read .*/token, which has a UUID")
    checks("nothing says where the token is", lambda t: t.telemetry.devices[0].update(source="uuid"),
           "MISSING token needed, and no file has it")
    for what, source in (("a relative path", "file:token"), ("a variable", "env:/token"), ("a trick", "file:/a\0b")):
        checks(f"the source is {what}", lambda t, source=source: t.telemetry.devices[0].update(source=source),
               "MISSING token needed, and no file has it")
    checks("a source that telemetry has cut", lambda t: t.telemetry.devices[0].update(source="file:/" + "x" * 57),
           "MISSING token needed, and no file has it")
    with mock.patch.dict(os.environ, DPDK_VFIO_VF_TOKEN=TOKEN):
        checks("the token is in the variable", lambda t: t.telemetry.devices[0].update(source="uuid"),
               "not_seen token whether the value of DPDK_VFIO_VF_TOKEN is right")
    checks("there is no such file", healthy, "MISSING token there is no /nowhere", "--token-file", "/nowhere")

    def token(content, mode=0o640):
        return lambda t: t.write("file", content, mode)
    checks("another file than the owner's", healthy,
           ["ok token file", "warning token has its token from .*/token$"], "--token-file", token(TOKEN))
    checks("a user who may not read the file", healthy, "MISSING token nobody may not read .*/file$",
           "--token-file", token(TOKEN), who=SOMEBODY)
    says("... and what to do", healthy, ["check", VF0, "--user", SOMEBODY, "--token-file", token(TOKEN)], 1,
         "-> chgrp, then chmod g.r .*/file$")
    says("a user who may not pass a folder", lambda t: t.write("d/file", TOKEN).parent.chmod(0o700),
         ["check", VF0, "--user", SOMEBODY, "--token-file", lambda t: t.root / "d/file"], 1,
         "MISSING +token +nobody may not read", "-> chgrp, then chmod g.x .*/d$")
    checks("every user may read the file", healthy, ["ok token has a UUID", "warning token every user may read"],
           "--token-file", token(TOKEN, 0o644), who=SOMEBODY)
    checks("others may write the file", healthy, "warning token others may write", "--token-file", token(TOKEN, 0o660))
    for what, content in (("is cut", TOKEN[:-1]), ("is longer", TOKEN + "0"), ("has quotes", f'"{TOKEN}"'),
                          ("is in the second line", f"\n{TOKEN}"), ("has no hyphens", TOKEN.replace("-", "")),
                          ("is nil", NIL), ("is empty", ""), ("has another letter", "g" + TOKEN[1:])):
        checks(f"the token {what}", healthy, "MISSING token has no UUID, or the nil UUID, but [0-9]+ char",
               "--token-file", token(content))
    checks("a pipe is not read", lambda t: os.mkfifo(t.root / "dev/pipe"), "not_seen token is not a file",
           "--token-file", lambda t: t.root / "dev/pipe")

    # other devices
    checks("a device without SR-IOV needs no token", lambda t: t.no_owner(), "ok device no SR-IOV", device=PLAIN)
    checks("a PF that is open", healthy, rf"MISSING group open in dpdk-testpmd \({OWNER}\)", device=PF)
    checks("a PF whose VFs are in use opens only with the token",
           lambda t: (t.no_owner(), t.process(7, "qemu", "/dev/vfio/14")), "MISSING token needed", device=PF)
    checks("a PF whose VFs are in use, with a file",
           lambda t: (t.no_owner(), t.process(7, "qemu", "/dev/vfio/14")), "ok token has a UUID",
           "--token-file", lambda t: t.file, device=PF)


@contextlib.contextmanager
def hidden_processes():
    """As for an ordinary user: /proc/<pid>/fd of others cannot be listed."""
    real = os.listdir

    def listdir(path="."):
        if str(path).endswith("/fd"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)
    with mock.patch.object(os, "listdir", listdir):
        yield


def ordinary_user():
    with hidden_processes():
        checks("an ordinary user sees the owner by telemetry",
               healthy, ["not_seen group whether another process has it open", "ok owner by feature"])
        checks("an ordinary user does not see whether the PF has an owner",
               lambda t: t.no_owner(), f"not_seen owner whether a process has {PF} open",
               "--token-file", lambda t: t.file)
        says("an ordinary user is told what was not seen", healthy, ["check", VF0, "--user", "root"], 0,
             "^Nothing is missing, as far as can be seen.$", "^not seen: which devices 1 processes of other users")
        says("... in the table, too", healthy, ["status"], 0, "^not seen: which devices 1 processes of other users")
    for what, raw in (("no JSON", b"{"), ("no object", b"[]"), ("no command", b"{}"),
                      ("no field", b'{"/vfio/vf_token": {"0": {"device": "a"}}}'),
                      ("no number", json.dumps({"/vfio/vf_token": {"0": reported(PF, rotations="x")}}).encode())):
        says(f"telemetry answers with {what}", lambda t, raw=raw: setattr(t.telemetry, "raw", raw),
             ["status"], 0, "^not seen: .*/run/t/dpdk_telemetry.v2: bad answer$")
    says("telemetry without the command", lambda t: setattr(t.telemetry, "raw", b'{"/vfio/vf_token": null}'),
         ["status"], 0, rf"^{PF} .* dpdk-testpmd \({OWNER}\) +-$", "!not seen")
    says("telemetry of a process that has ended", lambda t: t.telemetry.socket.shutdown(socket.SHUT_RD),
         ["status"], 0, f"^{PF} ", "!not seen")
    with mock.patch.object(socket.socket, "connect", side_effect=PermissionError(13, "Permission denied")):
        says("telemetry of another user", healthy, ["status"], 0,
             "^not seen: .*/run/t/dpdk_telemetry.v2: Permission denied$")
    evil = "file:/\x1b[2J" + TOKEN + "\nok"
    says("what others report is printed without tricks", lambda t: t.telemetry.devices[0].update(source=evil),
         ["status"], 0, r"file:/\?\[2J\(hidden\)\?ok$")
    with mock.patch.object(tool.os, "geteuid", lambda: 65534):
        checks("your own limit is too low", lambda t: t.write(
            "proc/self/limits", "Max locked memory         8388608"), "MISSING memlock 8192 KiB", who="65534")
    with mock.patch.object(tool.os, "geteuid", lambda: 3999999998):
        says("your number has no name", lambda t: t.write("proc/self/limits", "Max locked memory         unlimited"),
             ["check", VF0, "--token-file", lambda t: t.write("file", TOKEN)], 0,
             "^  ok +memlock +unlimited$", "to be opened by 3999999998$")
    with mock.patch.object(tool.os, "geteuid", lambda: 0):
        checks("root of a container has a limit", lambda t: t.write(
            "proc/self/limits", "Max locked memory         8388608"), "MISSING memlock 8192 KiB", who="0")
        checks("root with CAP_IPC_LOCK has none", lambda t: t.write(
            "proc/self/status", "CapEff:\t0000000000004000"), "ok memlock no limit", who="0")


def access_lists():
    """Of a file 0640 that belongs to somebody else."""
    def rule(tag, bits, number=0xffffffff):
        return struct.pack("<HHI", tag, bits, number)

    who = tool.User("who", 4711, [4712], False)
    base = rule(1, 6) + rule(4, 4) + rule(32, 0)
    for text, more, want, expected in (
            ("no entry", b"", 4, False),
            ("the user's entry", rule(2, 6, 4711) + rule(16, 7), 6, True),
            ("the user's entry, masked", rule(2, 6, 4711) + rule(16, 4), 6, False),
            ("another user's entry", rule(2, 6, 4713) + rule(16, 7), 4, False),
            ("the group's entry", rule(8, 4, 4712) + rule(16, 7), 4, True),
            ("the group's entry, masked", rule(8, 6, 4712) + rule(16, 1), 4, False),
            ("another group's entry", rule(8, 6, 4713) + rule(16, 7), 4, False)):
        with tempfile.NamedTemporaryFile() as f, \
                mock.patch.object(os, "getxattr", return_value=struct.pack("<I", 2) + base + more):
            point(f"access list with {text}", unless(tool.may(f.name, who, want) == expected, "wrong"))
            shown = "its ACL" in tool.owners(f.name)
            point(f"... and who may open it", unless(shown == (rule(16, 7)[:2] in more and bool(more)), "wrong"))
    with tempfile.NamedTemporaryFile() as f:
        for mode, me, expected in ((0o400, who._replace(uid=os.geteuid()), True), (0o040, who, False),
                                   (0o004, who, True), (0o040, who._replace(groups=[os.getegid()]), True),
                                   (0o004, who._replace(groups=[os.getegid()]), False)):
            os.chmod(f.name, mode)
            # root may read everything
            expected = expected or me.uid == 0
            point(f"mode {mode:03o}, {'another' if me.uid == 4711 else 'this'} user, "
                  f"{'another' if me.groups == [4712] else 'this'} group",
                  unless(tool.may(f.name, me, 4) == expected, "wrong"))
        os.chmod(f.name, 0)
        point("mode 000, root", unless(tool.may(f.name, who._replace(uid=0), 6), "wrong"))


def outputs():
    says("status: the PF, its driver, group, owner and token", lambda t: t.telemetry.devices[0].update(
        rotations=1, last_rotation=1), ["status"], 0,
        rf"^{PF} +vfio-pci +13 +- +- +dpdk-testpmd \({OWNER}\) +by feature, from the option, "
        "generate:.*, rotations: 1, ")
    says("status: a VF that nobody has open", healthy, ["status"], 0, rf"^  {VF1} +vfio-pci +15 +- +wanted +- +-$")
    says("status: a VF in use", lambda t: t.process(7, "qemu", "/dev/vfio/15"), ["status"], 0,
         rf"^  {VF1} +vfio-pci +15 +- +wanted +qemu \(7\) +-$", f"^{PF} .* wanted ")
    says("status: cdevs", lambda t: t.cdevs(), ["status"], 0, rf"^  {VF1} +vfio-pci +15 +vfio2 +wanted",
         f"^{VF1}: before Linux 6.17, whoever can open /dev/vfio/devices/vfio2 needs no token: -rw-------")
    says("status: a kernel without cdev mode", lambda t: (t.root / PCI / VF1 / "vfio-dev/vfio2").mkdir(parents=True),
         ["status"], 0, rf"^  {VF1} +vfio-pci +15 +- +wanted", "!vfio2")
    says("status: no note since Linux 6.17", lambda t: (
        t.cdevs(), t.write("proc/sys/kernel/osrelease", "6.17.1")), ["status"], 0, "!before Linux")
    says("status: a PF and VFs with kernel drivers", lambda t: [t.driver(d, "igb") for d in (PF, VF0)],
         ["status"], 0, rf"^  {VF0} +igb +14 +- +- +- +-$")
    says("status: a PF and its VF with the same kernel driver", lambda t: [t.driver(d, "mlx5_core") for d in (PF, VF0)],
         ["status"], 0, rf"^  {VF0} +mlx5_core +14 +- +- +- +-$")
    says("status: only devices with SR-IOV", healthy, ["status"], 0, f"!{PLAIN}")
    says("status: no such devices", lambda t: t.remove("sys"), ["status"], 0, "^Device  Driver")

    answer, problems = run(healthy, "status", "--json")
    rows = {r["device"]: r for r in json.loads(answer.out)["devices"]}
    point("status --json", *problems, unless(
        list(rows) == [PF, VF0, VF1] and rows[PF]["open_in"] == [OWNER] and rows[VF0]["wants_token"] is True
        and rows[PF]["token"]["token"] == "by feature" and rows[VF0]["pf"] == PF and answer.code == 0, answer.out))
    for device, code in ((VF0, 0), (PF, 1)):
        answer, problems = run(healthy, "check", device, "--json", "--user", "root")
        found = json.loads(answer.out)
        point(f"check {device} --json", *problems, unless(
            found["is_missing"] == bool(code) and answer.code == code and found["steps"][0]["step"] == "device"
            and (found["steps"][-1]["state"] == "MISSING") == bool(code), answer.out))


def usage():
    says("no command", healthy, [], 2, "^usage: ", "!Traceback")
    says("no address", healthy, ["check"], 2, "^usage: ")
    for text in ("01:10", "0000:01:10.8", "eth0", "00:01:10.0", TOKEN):
        says(f"no address{' but a token' if text == TOKEN else ': ' + text}", healthy, ["check", text], 2,
             "not a PCI address such as 0000:01:10.0: ")
    says("a user that does not exist", healthy, ["check", VF0, "--user", "no such"], 2, "no such user")
    says("a user number that does not exist", healthy, ["check", VF0, "--user", "3999999999"], 2, "no such user")
    says("a token among the arguments", healthy, ["check", VF0, TOKEN], 2, r"unrecognized arguments: \(hidden\)")
    says("a token instead of its file", healthy, ["check", VF0, "--user", "root", "--token-file", TOKEN], 1,
         r"MISSING +token +there is no \(hidden\)")
    says("help", healthy, ["--help"], 0, "^usage: ", "status", "check", "Exit status")


def main():
    os.environ.pop("DPDK_VFIO_VF_TOKEN", None)
    print("TAP version 13")
    machines()
    ordinary_user()
    access_lists()
    outputs()
    usage()
    print(f"1..{len(points)}")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
