#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Get the kernel's checkpatch.pl, which DPDK's checkpatches.sh runs, from
# Debian's package of the kernel sources. Nothing is installed.

set -euo pipefail
. "$(dirname "$0")/common.sh"

made=$cache/checkpatch

usage() {
	cat <<EOF
usage: fetch-checkpatch.sh

Puts checkpatch.pl and its word lists into ${made#"$root"/}. They come from the
package linux-source (about 140 MB), which is removed afterwards.
EOF
}

package() {
	apt-cache depends --important linux-source 2>/dev/null |
		sed -n 's/.*Depends: \(linux-source-[^ ]*\)$/\1/p' | head -n 1
}

download() { # <folder>
	local package

	package=$(package)
	[ -n "$package" ] || return 1
	(cd "$1" && apt-get -q download "$package")
}

unpack() { # <folder>
	dpkg-deb --fsys-tarfile "$1"/*.deb |
		tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		tar -xJ -C "$1" --strip-components=2 --wildcards '*/scripts/checkpatch.pl' \
			'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch'
}

case ${1:-} in
'') ;;
--help | -h) usage; exit 0 ;;
*) usage >&2; die "unknown argument $1" ;;
esac
take_lock
[ ! -x "$made/checkpatch.pl" ] || exit 0

mkdir -p "$cache"
folder=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$folder"' EXIT
say "getting the kernel's checkpatch.pl from Debian's package of its sources"
if ! download "$folder" >"$cache/checkpatch.log" 2>&1; then
	as_root apt-get -q update >>"$cache/checkpatch.log" 2>&1 || true
	download "$folder" >>"$cache/checkpatch.log" 2>&1 ||
		die "cannot download linux-source, see $cache/checkpatch.log"
fi
quietly "$cache/checkpatch.log" unpack "$folder"
rm "$folder"/*.deb
rm -rf "$made"
chmod 755 "$folder"
mv "$folder" "$made"
