#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run every test, on a bare machine. The last line counts them.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: test.sh [--release RELEASE] [--dpdk PATH] [--again] [--list] [TEST...]

Installs what is needed, builds DPDK with the overlay (and without, to compare),
the other releases that Debian has, and once a Linux that has iommufd, and runs
all tests, or those that are named. The last line is "N passed, N failed, N skipped". Where the source of
another release is not available, its tests are skipped. A test that takes
minutes and has passed is not run again until a file, a package or a guest's
kernel has changed.

  --release RELEASE, --dpdk PATH  what all tests run on, as build.sh --help says
  --again                         run them again all the same; so do named tests
  --list                          name the tests that can be named
  --help                          this text

One scenario of the virtual machine, or a shell in it: devtools/vm/README.md.
EOF
}

say_slowest() {
	python3 - "$root/build/meson-logs/testlog.json" <<-'EOF'
	import json
	import sys

	tests = [json.loads(line) for line in open(sys.argv[1])]
	tests.sort(key=lambda test: test["duration"], reverse=True)
	print("test: the slowest, in seconds:", ", ".join(
	    f"{test['name'].split(' / ')[-1]} {test['duration']:.0f}" for test in tests[:10]))
	EOF
}

# Each point of a TAP test counts as a test, and so does each other test as a
# whole. A test stopped midway shows only in Meson's exit status.
count_results() { # <exit status>
	python3 - "$root/build/meson-logs/testlog.junit.xml" "$1" <<-'EOF'
	import sys
	import xml.etree.ElementTree as tree

	passed = failed = skipped = 0
	for case in tree.parse(sys.argv[1]).iter("testcase"):
	    kinds = {child.tag for child in case}
	    if kinds & {"failure", "error"}:
	        failed += 1
	    elif "skipped" in kinds:
	        skipped += 1
	    else:
	        passed += 1
	if sys.argv[2] != "0" and failed == 0:
	    failed = 1
	print(f"{passed} passed, {failed} failed, {skipped} skipped")
	EOF
}

home=()
list=no
while [ $# -gt 0 ]; do
	case $1 in
	--release | --dpdk) home+=("$1" "${2:?$1 needs a value}"); shift ;;
	--again) export VF_TOKEN_AGAIN=yes ;;
	--list) list=yes ;;
	--help | -h) usage; exit 0 ;;
	-*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done

take_lock
"$root/devtools/packages.sh" build vm kernel docs series || exit
"$root/devtools/fetch-checkpatch.sh" || exit
"$root/devtools/build.sh" --stock "${home[@]}" || exit
for other in $(releases_beside); do
	if source_of "$other" >/dev/null; then
		"$root/devtools/build.sh" --beside --release "$other" || exit
	else
		say "the tests of DPDK $other are skipped"
	fi
done
if [ "$list" = yes ]; then
	meson test -C "$root/build" --list --suite dpdk-vf-token
	exit
fi

say "the virtual machine"
quietly "$cache/qemu.log" "$root/devtools/vm/qemu.sh"
for kernel in 6.1 6.12 newest iommufd; do
	say "Linux $kernel for it (iommufd: some fifteen minutes, once)"
	quietly "$cache/kernel.log" "$root/devtools/vm/kernel.sh" "$kernel" "$cache/kernels/$kernel"
done

say "running the tests (all of them: some 35 minutes)"
[ $# -eq 0 ] || export VF_TOKEN_AGAIN=yes
rm -f "$root/build/meson-logs/testlog.junit.xml"
status=0
# three at a time: a virtual machine sleeps half of the time
meson test -C "$root/build" --no-rebuild --print-errorlogs --num-processes 3 \
	--suite dpdk-vf-token "$@" || status=$?
[ -f "$root/build/meson-logs/testlog.junit.xml" ] || die "no test was run"
say "everything took $((SECONDS / 60)) minutes"
say_slowest
count_results "$status"
exit "$status"
