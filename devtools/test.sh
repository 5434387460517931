#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run every test, starting on a bare machine. The last line counts them.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: test.sh [--release RELEASE] [--dpdk PATH] [--again] [--list] [TEST...]

Runs the named tests (default: all). First installs what is needed and builds DPDK
with the overlay (and without, to compare), the other releases that Debian has, and,
once, a Linux that has iommufd. The last line is "N passed, N failed, N skipped".

The tests of another release are skipped if its source is not available. A test that
takes minutes and has passed runs again only after a file, a package or a guest's
kernel has changed, or if it is named.

  --release RELEASE, --dpdk PATH  the home release, see build.sh --help
  --again                         run all tests again
  --list                          list the tests
  --help                          show this text

To run one scenario of the virtual machine, or a shell in it, see
devtools/vm/README.md.
EOF
}

say_slowest() {
	python3 - "$root/build/meson-logs/testlog.json" <<-'EOF'
	import json
	import sys

	tests = [json.loads(line) for line in open(sys.argv[1])]
	tests.sort(key=lambda test: test["duration"], reverse=True)
	print("test: the slowest tests, in seconds:", ", ".join(
	    f"{test['name'].split(' / ')[-1]} {test['duration']:.0f}" for test in tests[:10]))
	EOF
}

# Each point of a TAP test counts as a test, and so does each other test as a
# whole. Only Meson's exit status shows that a test stopped midway.
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
"$root/devtools/packages.sh" build vm kernel docs series code || exit
"$root/devtools/fetch-checkpatch.sh" || exit
"$root/devtools/build.sh" --stock "${home[@]}" || exit
for other in $(releases_beside); do
	if source_of "$other" >/dev/null; then
		"$root/devtools/build.sh" --beside --release "$other" || exit
	else
		say "skipping the tests of DPDK $other"
	fi
done
if [ "$list" = yes ]; then
	meson test -C "$root/build" --list --suite dpdk-vf-token
	exit
fi

say "preparing the virtual machine"
quietly "$cache/qemu.log" "$root/devtools/vm/qemu.sh"
for kernel in 6.1 6.12 newest iommufd; do
	say "preparing Linux $kernel (iommufd: about eight minutes, once)"
	quietly "$cache/kernel.log" "$root/devtools/vm/kernel.sh" "$kernel" "$cache/kernels/$kernel"
done

for other in $(debian_releases); do
	# only check.sh tests those of sid
	grep -qx DPDK_SUITE=sid "$root/config/releases/$other" && continue
	say "preparing Debian's programs for DPDK $other"
	"$root/devtools/vm/debian.sh" "$other" >"$cache/debian.log" ||
		say "skipping the tests of Debian's programs for DPDK $other"
done

say "running the tests (all of them: about 30 minutes)"
[ $# -eq 0 ] || export VF_TOKEN_AGAIN=yes
rm -f "$root/build/meson-logs/testlog.junit.xml"
status=0
# three at a time, as a virtual machine is idle half of the time
meson test -C "$root/build" --no-rebuild --print-errorlogs --num-processes 3 \
	--suite dpdk-vf-token "$@" || status=$?
[ -f "$root/build/meson-logs/testlog.junit.xml" ] || die "no test was run"
say "everything took $((SECONDS / 60)) minutes"
say_slowest
count_results "$status"
exit "$status"
