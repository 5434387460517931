#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Test where DPDK's source comes from if no Debian suite has it. A server on
# loopback, with a file made here, replaces DPDK's download site and Ubuntu's archive.

set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tap.sh"
root=${here%/devtools/tests}

# a copy of the code, with its own release to fetch
mkdir -p "$scratch/root/config/releases" "$scratch/site"
cp -r "$root/devtools" "$scratch/root/"
export XDG_CACHE_HOME=$scratch/cache
shared=$scratch/cache/dpdk-vf-token
head -c 100000 /dev/urandom >"$scratch/site/dpdk-99.11.3.tar.xz"
hash=$(sha256sum <"$scratch/site/dpdk-99.11.3.tar.xz" | cut -d' ' -f1)

python3 -u -m http.server --bind 127.0.0.1 --directory "$scratch/site" 0 >"$scratch/server.log" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$scratch"' EXIT
for _ in $(seq 50); do
	port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$scratch/server.log")
	[ -z "$port" ] || break
	sleep 0.2
done

site=http://127.0.0.1:$port

knows() { # <version> <hash>
	printf 'DPDK_SUITE=\nDPDK_VERSION=%s\nDPDK_SHA256=%s\n' "$1" "$2" \
		>"$scratch/root/config/releases/99.11"
	rm -f "$shared/sources/dpdk-99.11.tar.xz"
}

fetch() {
	env -u VF_TOKEN_LOCKED DPDK_SITES="$site/dpdk-@VERSION@.tar.xz $site/dpdk_@VERSION@.orig.tar.xz" \
		"$scratch/root/devtools/fetch-dpdk.sh" 99.11
}

takes_right_hash() {
	knows 99.11.3 "$hash"
	fetch
	cmp "$scratch/site/dpdk-99.11.3.tar.xz" "$shared/sources/dpdk-99.11.tar.xz"
}

asks_next_site() {
	mv "$scratch/site/dpdk-99.11.3.tar.xz" "$scratch/site/dpdk_99.11.3.orig.tar.xz"
	knows 99.11.3 "$hash"
	fetch
	cmp "$scratch/site/dpdk_99.11.3.orig.tar.xz" "$shared/sources/dpdk-99.11.tar.xz"
}

keeps_what_is_there() {
	kill -STOP $server
	fetch
	kill -CONT $server
}

is_refused() { # <version> <hash>
	knows "$1" "$2"
	fails 'DPDK 99.11 is not available here' fetch
	[ ! -e "$shared/sources/dpdk-99.11.tar.xz" ]
	[ -z "$(find "$shared" -name 'fetch.*')" ]
}

run 'a file with the pinned hash is accepted' takes_right_hash
run 'a file that only the second site has is accepted' asks_next_site
run 'the file is not downloaded again' keeps_what_is_there
run 'refused: another hash' is_refused 99.11.3 "$(echo another | sha256sum | cut -d' ' -f1)"
run 'refused: no such file' is_refused 99.11.4 "$hash"
run 'refused: a release without a pinned hash' is_refused 99.11.3 ''
run 'refused: an unknown release' fails 'DPDK 98.11 is unknown' "$root/devtools/fetch-dpdk.sh" 98.11
done_testing
