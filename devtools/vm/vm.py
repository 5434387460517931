#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Boot a real kernel with emulated SR-IOV devices and run scenarios in it.

Prints TAP version 13. Exit status: 0 if all points are ok, 1 if some are not,
99 if the guest did not run.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import pathlib
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import termios
import time
import tty

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
APPS = ROOT / "build" / "subprojects" / "dpdk" / "app"
PROGRAMS = {"TESTPMD": APPS / "dpdk-testpmd", "PROC_INFO": APPS / "dpdk-proc-info",
            "DPDK_TEST": APPS / "test" / "dpdk-test",
            "TELEMETRY_TOOL": ROOT / "subprojects" / "dpdk" / "usertools" / "dpdk-telemetry.py",
            "TESTPMD_STOCK": ROOT / "build-stock/build/subprojects/dpdk/app/dpdk-testpmd"}
SELFTEST = "vfio_pci_sriov_uapi_test"  # Linux's own, if kernel.sh built the kernel
GUEST_CPUS = 2
TRIES = 3
SILENCE = 90  # seconds; the guest gives a sign of life every 10
BOOT_SILENCE = 40  # a boot that hangs prints nothing more
HIDDEN = ("/dev", "/proc", "/run", "/sys")  # the guest has its own


class GuestLost(Exception):
    """The guest failed, not a scenario."""


def note(text):
    print(f"vm.py: {text}", file=sys.stderr, flush=True)


class Tap:
    def __init__(self):
        self.count = self.failed = 0
        self.say("TAP version 13")

    def say(self, line):
        print(line, flush=True)

    def point(self, scenario, line):
        """Number a guest's line such as "not ok - text"; pass on its diagnostics."""
        result, dash, text = line.partition(" - ")
        if not dash or result not in ("ok", "not ok"):
            self.say(line if line.startswith("#") else f"# {line}")
            return
        self.count += 1
        self.failed += result != "ok"
        self.say(f"{result} {self.count} - {scenario}: {text}")


@contextlib.contextmanager
def locked(path, wait=True):
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def label(kernel):
    """Return a name for directories: the one in the table, or that of the first package."""
    return pathlib.Path(kernel.split(",")[0]).name.removesuffix(".deb")


def get_kernel(name, cache):
    """Return the directory with vmlinuz and initramfs, which is made when first needed."""
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / label(name)
    with locked(f"{folder}.lock"):
        if subprocess.call([HERE / "kernel.sh", name, folder], stdout=sys.stderr):
            raise GuestLost(f"kernel {name} is not available")
    return folder


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def get_qemu(wanted):
    """Return the QEMU that was named, or the one that comes with the machine."""
    if wanted:
        return wanted
    unpack = subprocess.run([HERE / "qemu.sh"], stdout=subprocess.PIPE, text=True)
    if unpack.returncode:
        raise GuestLost("cannot unpack QEMU; name your own with --qemu, 8.0 or later")
    return unpack.stdout.strip()


def has_option(qemu, device, option):
    text = subprocess.run([qemu, "-device", f"{device},help"], stdout=subprocess.PIPE, text=True)
    return f" {option}=" in text.stdout


def virtio_pf(vfs):
    """Return a virtio-net PF and its VFs, all on one cable."""
    common = "disable-legacy=on,iommu_platform=on,ats=on"
    args = ["-device", "pcie-root-port,id=virtio,chassis=4,addr=9"]
    for n in range(vfs + 1):
        args += ["-netdev", f"hubport,id=virtio{n},hubid=1"]
    for n in range(1, vfs + 1):  # VFs come before their PF
        args += ["-device", f"virtio-net-pci,bus=virtio,addr={n >> 3:x}.{n & 7},"
                            f"netdev=virtio{n},sriov-pf=vpf,{common}"]
    return args + ["-device", "virtio-net-pci,bus=virtio,addr=0.0,multifunction=on,netdev=virtio0,"
                              f"id=vpf,{common}"]


def machine(qemu, accel, kernel, append, one_thread=False, vfs=0):
    """Return QEMU and its arguments for everything but files and the console."""
    host_cpus = 1 if one_thread else len(os.sched_getaffinity(0))
    if accel == "tcg":
        # more threads than host CPUs occasionally hang
        accel = f"tcg,thread={'multi' if host_cpus >= GUEST_CPUS else 'single'}"
        cpu = "max"
    else:
        cpu = "host"
    args = [qemu, "-nodefaults", "-no-user-config", "-no-reboot"]
    args += ["-display", "none", "-accel", accel, "-cpu", cpu]
    args += ["-machine", "q35,kernel-irqchip=split" if cpu == "host" else "q35"]
    args += ["-smp", str(GUEST_CPUS), "-m", "4096"]
    args += ["-device", "intel-iommu,intremap=on,caching-mode=on"]
    for n in (0, 1):  # a root port each, so that each function has its own group
        args += ["-device", f"pcie-root-port,id=port{n},chassis={n},addr={n + 4}"]
        args += ["-netdev", f"hubport,id=net{n},hubid=0"]  # a cable between the two
        args += ["-device", f"igb,bus=port{n},netdev=net{n}"]
    args += ["-netdev", "user,id=plain,restrict=on", "-device", "e1000,netdev=plain,addr=7"]
    # a PF whose VFs share its group, as the switch does not isolate them
    args += ["-device", "pcie-root-port,id=port2,chassis=2,addr=8"]
    args += ["-device", "x3130-upstream,id=switch,bus=port2"]
    args += ["-device", "xio3130-downstream,id=shared,chassis=3,bus=switch"]
    args += ["-netdev", "user,id=net2,restrict=on", "-device", "igb,bus=shared,netdev=net2"]
    if has_option(qemu, "virtio-net-pci", "sriov-pf"):
        args += virtio_pf(vfs)
    args += ["-kernel", str(kernel / "vmlinuz"), "-initrd", str(kernel / "initramfs")]
    # clearing memory twice would double the boot time
    fixed = "console=ttyS0 intel_iommu=on panic=-1 mitigations=off init_on_alloc=0"
    fixed += " vfio_pci.enable_sriov=1"  # if it is built in
    fixed += " transparent_hugepage=never"  # a process' memory is what it asked for
    args += ["-append", f"{fixed} {append}"]
    return args


def choose_accel(wanted, qemu, kernel, cache):
    """Use KVM if a guest reaches its first command with it: /dev/kvm may not work."""
    if wanted != "auto":
        return wanted
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "tcg"
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    answer = cache / "accel"
    with locked(f"{answer}.lock"):
        if not answer.exists() or answer.read_text().split()[0] != boot:
            note("testing whether KVM works here")
            args = machine(qemu, "kvm", kernel, "vm.probe") + ["-serial", "stdio"]
            accel = "tcg"
            with contextlib.suppress(subprocess.TimeoutExpired):
                probe = subprocess.run(args, timeout=20, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       preexec_fn=die_with_parent)
                if b"vm.probe reached its first command" in probe.stdout:
                    accel = "kvm"
            answer.write_text(f"{boot} {accel}\n")
        return answer.read_text().split()[1]


class Guest:
    """One boot: QEMU, its directory of files, and the report it writes there."""

    def __init__(self, args, folder, job):
        self.folder = folder
        folder.mkdir()
        (folder / "job").write_text("".join(
            f"{key}={shlex.quote(value)}\n" for key, value in job.items()))
        (folder / "report").touch()
        self.report = open(folder / "report", errors="replace")
        self.partial = ""
        self.terminal, theirs = socket.socketpair()
        share = str(folder).replace(",", ",,")
        args = args + [
            "-chardev", f"file,id=console,path={share}/console.log", "-serial", "chardev:console",
            "-chardev", f"socket,id=shell,fd={theirs.fileno()}", "-serial", "chardev:shell",
            "-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
            "-virtfs", f"local,path={share},mount_tag=run,security_model=none"]
        with open(folder / "qemu.log", "w") as log:
            log.write(shlex.join(args) + "\n")
            log.flush()
            self.qemu = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                         pass_fds=[theirs.fileno()], start_new_session=True,
                                         preexec_fn=die_with_parent)
        theirs.close()

    def lines(self, deadline):
        """Yield the report's lines until @done; deadline() says when and why to give up."""
        ended = None
        while True:
            got = self.report.read()
            *whole, self.partial = (self.partial + got).split("\n")
            for line in whole:
                yield line
                if line == "@done":
                    return
            if ended is not None and not got:
                raise GuestLost(f"QEMU exited with status {ended}")
            ended = self.qemu.poll()
            when, why = deadline()
            if time.monotonic() > when:
                raise GuestLost(why)
            if ended is None:
                time.sleep(0.1)

    def console_silence(self):
        try:
            return time.time() - (self.folder / "console.log").stat().st_mtime
        except FileNotFoundError:
            return 0

    def relay_terminal(self):
        """Connect our terminal to the guest's until it has left the shell."""
        saved = termios.tcgetattr(0)
        tty.setraw(0)
        try:
            while self.qemu.poll() is None and not self.partial_has("@resume"):
                for source in select.select([0, self.terminal], [], [], 0.2)[0]:
                    data = os.read(source if source == 0 else source.fileno(), 4096)
                    if not data:
                        return
                    os.write(1 if source is self.terminal else self.terminal.fileno(), data)
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, saved)

    def partial_has(self, word):
        self.partial += self.report.read()
        return word in self.partial

    def stop(self, patience=0.0):
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.qemu.wait(patience)
        for end in (self.qemu.terminate, self.qemu.kill):
            if self.qemu.poll() is None:
                end()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.qemu.wait(5)
        self.report.close()
        self.terminal.close()


def run_once(opts, args, job, folder, tap, todo):
    """Boot once; take each scenario from todo when its points are printed."""
    began = time.monotonic()
    current, points, ready = None, [], False
    limit = (began + opts.boot_timeout, f"no first command after {opts.boot_timeout} s")
    silence = float("inf")

    def deadline():
        if not ready and guest.console_silence() > BOOT_SILENCE:
            return 0, f"the boot is silent for {BOOT_SILENCE} s"
        return min(limit, (silence, f"the guest is silent for {SILENCE} s"))

    guest = Guest(args, folder, job)
    try:
        for line in guest.lines(deadline):
            silence = time.monotonic() + SILENCE
            word, *rest = line.split()[:3] or [""]
            if word == "@ready":
                limit, ready = (float("inf"), ""), True
                tap.say(f"# Linux {rest[0]}, first command after {time.monotonic() - began:.1f} s")
            elif word == "@start":
                current, points, started = rest[0], [], time.monotonic()
                bound = int(rest[1]) + 60
                limit = (started + bound, f"the guest did not end scenario {current}")
                note(f"{current} ...")
            elif word == "@end":
                for point in points or ["not ok - the scenario reports at least one point"]:
                    tap.point(current, point)
                tap.say(f"# {current}: {time.monotonic() - started:.1f} s")
                todo.remove(current)
                limit = (float("inf"), "")
            elif word == "@shell":
                for point in points:
                    note(f"  {point}")
                guest.relay_terminal()
                note("the shell has ended")
                silence = time.monotonic() + SILENCE
                limit = (time.monotonic() + 60, "the guest did not continue after the shell")
            elif word not in ("@beat", "@resume", "@done"):
                points.append(line)
        guest.stop(patience=20)
    finally:
        guest.stop()


def last_words(folder):
    """Return what QEMU printed, and the console's end or its lines up to a panic."""
    said, lines = [], []
    with contextlib.suppress(OSError):
        said = (folder / "qemu.log").read_text(errors="replace").splitlines()[1:]
        lines = (folder / "console.log").read_text(errors="replace").splitlines()
    lines = [line for line in lines if line.strip()]
    panic = [n for n, line in enumerate(lines, 1) if "Kernel panic" in line]
    return said[-4:] + lines[:panic[0] if panic else None][-8:]


def run(opts, tap, logdir, todo, shell):
    qemu = get_qemu(opts.qemu)
    cache = opts.cache.resolve()
    kernel = get_kernel(opts.kernel, cache)
    accel = choose_accel(opts.accel, qemu, kernel, cache)
    tap.say(f"# kernel {kernel.name}, {accel}")
    size = shutil.get_terminal_size()
    for attempt in range(1, TRIES + 1):
        job = {"QEMU": qemu, "VM_DIR": str(HERE), "VM_SCENARIOS": str(opts.scenarios.resolve()),
               "VM_RUN": " ".join(todo), "VM_LIMIT": str(opts.limit), "VM_SHELL": shell,
               "VM_ROWS": str(size.lines), "VM_COLUMNS": str(size.columns),
               "VM_TERM": os.environ.get("TERM", "dumb"), "VM_PROJECT": str(ROOT),
               "VM_ROOT": str(opts.root.resolve()) if opts.root else "", **opts.bin, **opts.set}
        if (kernel / SELFTEST).exists():
            job["KERNEL_SELFTEST"] = str(kernel / SELFTEST)
        folder = logdir / f"try-{attempt}"
        try:
            args = machine(qemu, accel, kernel, opts.append, opts.one_thread, opts.vfs)
            return run_once(opts, args, job, folder, tap, todo)
        except GuestLost as lost:
            tap.say(f"# try {attempt} of {TRIES}: {lost}; see {folder}")
            for line in last_words(folder):
                tap.say(f"#   {line}")
    raise GuestLost(f"the guest failed {TRIES} times; not run: {' '.join(todo) or 'the shell'}")


def open_logdir(opts):
    """Return (directory, its lock): for this run only, without leftovers of earlier ones."""
    wanted = opts.logdir or ROOT / "build" / "vm" / label(opts.kernel)
    for folder in (wanted, wanted.with_name(f"{wanted.name}.{os.getpid()}")):
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / ".lock", "w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        for old in folder.glob("try-[0-9]"):
            shutil.rmtree(old)
        return folder.resolve(), lock
    raise GuestLost(f"{wanted} is in use")


def scenario_files(opts):
    return {path.stem: path for path in sorted(opts.scenarios.glob("*.sh"))}


def describe(path):
    comments = [line[1:].strip() for line in path.read_text().splitlines() if line.startswith("#")]
    return next((c for c in comments if c and not c.startswith(("SPDX", "shellcheck", "!"))), "")


def pair(text):
    key, equals, value = text.partition("=")
    if not equals or not key.isidentifier():
        raise argparse.ArgumentTypeError(f"{text}: should be NAME=VALUE")
    return key, value


def program(text):
    key, value = pair(text)
    path = os.path.realpath(value)
    if not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{value}: no such program")
    return key, path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--scenarios", type=pathlib.Path, metavar="DIR", default=HERE / "scenarios")
    guest = argparse.ArgumentParser(add_help=False)
    guest.add_argument("--kernel", default="6.12", metavar="NAME|FILE.deb[,FILE.deb]",
                       help="a name in config/guest-kernels (default: 6.12), or Debian's packages")
    guest.add_argument("--bin", type=program, action="append", default=[], metavar="NAME=PATH",
                       help="a program on the host; by default, TESTPMD, DPDK_TEST and PROC_INFO "
                            "are those in build/")
    guest.add_argument("--set", type=pair, action="append", default=[], metavar="KEY=VALUE",
                       help="a variable for the scenarios")
    guest.add_argument("--cdev", dest="set", action="append_const", const=("VM_CDEV", "yes"),
                       help="remove what group mode needs, so that DPDK uses cdev mode")
    guest.add_argument("--cache", type=pathlib.Path, default=ROOT / ".cache" / "kernels", metavar="DIR")
    guest.add_argument("--logdir", type=pathlib.Path, metavar="DIR", help="default: build/vm/KERNEL")
    guest.add_argument("--root", type=pathlib.Path, metavar="DIR",
                       help="the guest's root directory (default: the host's)")
    guest.add_argument("--qemu", metavar="PROGRAM",
                       help="your own QEMU, 8.0 or later (default: QEMU 11, which qemu.sh unpacks)")
    guest.add_argument("--accel", choices=("auto", "kvm", "tcg"), default="auto")
    guest.add_argument("--one-thread", action="store_true",
                       help="emulate on one CPU of the host, to run several guests at a time")
    guest.add_argument("--append", default="", metavar="TEXT", help="additional kernel arguments")
    guest.add_argument("--vfs", type=int, default=3, metavar="NUMBER",
                       help="how many VFs the virtio-net PF can have (default: 3)")
    guest.add_argument("--boot-timeout", type=int, default=120, metavar="SECONDS")
    guest.add_argument("--limit", type=int, default=900, metavar="SECONDS",
                       help='for scenarios without a line "# limit: SECONDS" (default: 900)')
    runner = commands.add_parser("run", parents=[common, guest], help="run scenarios, print TAP")
    runner.add_argument("--shell-on-failure", action="store_true",
                        help="open a shell in the guest after a scenario that failed")
    runner.add_argument("names", nargs="*", metavar="SCENARIO", help="default: all")
    commands.add_parser("shell", parents=[common, guest], help="open a shell in the guest")
    commands.add_parser("list", parents=[common], help="list the scenarios")
    opts = parser.parse_args()
    if opts.command != "list":
        built = {key: str(path) for key, path in PROGRAMS.items() if path.exists()}
        opts.bin, opts.set = {**built, **dict(opts.bin)}, dict(opts.set)
        for path in [HERE, opts.scenarios.resolve(), *opts.bin.values()]:
            if str(path).startswith(tuple(f"{hidden}/" for hidden in HIDDEN)):
                parser.error(f"{path}: the guest cannot see the host's {', '.join(HIDDEN)}")
        wants_shell = opts.command == "shell" or opts.shell_on_failure
        if wants_shell and not (sys.stdin.isatty() and sys.stdout.isatty()):
            parser.error("a shell needs a terminal")
    if opts.command == "run":
        unknown = set(opts.names) - set(scenario_files(opts))
        if unknown:
            parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return opts


def main():
    opts = arguments()
    if opts.command == "list":
        for name, path in scenario_files(opts).items():
            print(f"{name}: {describe(path)}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if opts.command == "shell":
        todo, shell = [], "always"
    else:
        todo = list(dict.fromkeys(opts.names)) or list(scenario_files(opts))
        shell = "on-failure" if opts.shell_on_failure else "never"
    tap = Tap()
    try:
        logdir, _lock = open_logdir(opts)
        run(opts, tap, logdir, todo, shell)
    except GuestLost as lost:
        tap.say(f"Bail out! {lost}")
        return 99
    except KeyboardInterrupt:
        tap.say("Bail out! interrupted")
        return 130
    tap.say(f"1..{tap.count}")
    note(f"{tap.count} points, {tap.failed} failed; logs in {logdir}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
