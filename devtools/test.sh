#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Every test, on a machine that has nothing. The last line counts them.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: test.sh [--list] [TEST...]

Installs what is needed, builds DPDK $release with the overlay (and without, to
compare), and newer releases that Debian has, and runs all tests, or those that
are named. The last line is "N passed, N failed, N skipped". Where the source of
a newer release is not to be had, its tests are skipped.

  --list   name the tests that can be named
  --help   this text

One scenario of the virtual machine, or a shell in it: devtools/vm/README.md.
EOF
}

# Each point of a TAP test is a test, and so is each other test as a whole. One
# that was stopped in the middle shows in Meson's exit status alone.
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

case ${1:-} in
--help | -h) usage; exit 0 ;;
--list) list=yes ;;
-*) usage >&2; die "unknown option $1" ;;
*) list= ;;
esac

take_lock
"$root/devtools/packages.sh" build vm docs series || exit
"$root/devtools/fetch-checkpatch.sh" || exit
"$root/devtools/build.sh" --stock || exit
for other in 24.11 25.11; do
	if "$root/devtools/fetch-dpdk.sh" "$other"; then
		"$root/devtools/build.sh" --release "$other" || exit
	else
		say "DPDK $other is not to be had, its tests are skipped"
	fi
done
if [ -n "$list" ]; then
	meson test -C "$root/build" --list --suite dpdk-vf-token
	exit
fi

for kernel in 6.1 6.12 newest; do
	say "Linux $kernel for the virtual machine"
	quietly "$cache/kernel.log" "$root/devtools/vm/kernel.sh" "$kernel" "$cache/kernels/$kernel"
done

say "running the tests (all of them: some 15 minutes)"
rm -f "$root/build/meson-logs/testlog.junit.xml"
status=0
# three at a time: a virtual machine sleeps half of the time
meson test -C "$root/build" --no-rebuild --print-errorlogs --num-processes 3 \
	--suite dpdk-vf-token "$@" || status=$?
[ -f "$root/build/meson-logs/testlog.junit.xml" ] || die "no test was run"
count_results "$status"
exit "$status"
