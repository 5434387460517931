#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run a test that takes minutes only once with the same files, packages and kernels.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

usage() {
	cat <<EOF
usage: if-changed.sh COMMAND...

Runs COMMAND, a test that prints TAP. If it passed before and nothing has changed
since, prints the earlier output instead: no file in this folder, no DPDK source,
no package on this machine, no guest kernel. With VF_TOKEN_AGAIN in the
environment, always runs the test.
EOF
}

all_it_can_see() {
	cd "$root"
	find . \( -path './.?*' -o -path './build*' -o -path ./subprojects -o -name __pycache__ \) -prune \
		-o -type f -exec sha256sum {} + | sort
	cat subprojects/*.made-from
	find "$shared" -maxdepth 3 \( -name '*.tar.xz' -o -name qemu-system-x86_64 \
		-o -name '*.packages' -o -path "$shared/kernels/*/*" \) -type f -printf '%p %s %T@\n' | sort
	dpkg-query -W
	echo "$(id -u) $*"
}

case ${1:-} in
'') usage >&2; exit 2 ;;
--help | -h) usage; exit 0 ;;
esac
passed=$cache/passed/$(sha256sum <<<"$*" | cut -c 1-16)
state=$(all_it_can_see "$@" | sha256sum)
if [ -z "${VF_TOKEN_AGAIN:-}" ] && [ "$(cat "$passed.state" 2>/dev/null)" = "$state" ]; then
	cat "$passed"
	echo "# not run: it passed $(date -r "$passed.state" '+on %-d %B at %H:%M'), and nothing has changed"
	exit
fi
mkdir -p "$cache/passed"
rm -f "$passed.state"
echo -n >"$passed" # before both use it
"$@" >>"$passed" &
command=$!
trap 'kill $command' TERM INT # it stops what it started
tail -n +1 -f --pid=$command "$passed" &
shown=$!
status=0
wait $command || status=$?
[ "$status" -le 128 ] || ! kill -0 $command 2>/dev/null || wait $command || true
wait $shown # what is not shown does not count
[ "$status" = 0 ] || exit "$status"
# the reason for a skip may have changed unnoticed
grep -q '^1\.\.0' "$passed" || echo "$state" >"$passed.state"
