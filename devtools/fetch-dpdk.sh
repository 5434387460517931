#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Gets a pinned DPDK release and checks it against the pinned hash, whatever
# its way here.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: fetch-dpdk.sh [RELEASE]

Puts DPDK's RELEASE, a file of config/releases, $release by default, into
.cache/dpdk-VERSION.tar.xz: from Debian's source package, or from DPDK's
download site where there is no such package.
EOF
}

is_pinned() { # <file>
	[ -f "$1" ] && echo "$DPDK_SHA256  $1" | sha256sum --check --status
}

from_debian() { # <folder>
	local version

	add_our_source deb-src "$DPDK_SUITE" || return 1
	version=$(apt_with_our_sources apt-cache showsrc dpdk 2>>"$cache/apt/log" |
		sed -n "s/^Version: \($DPDK_VERSION-.*\)/\1/p" | head -n 1)
	[ -n "$version" ] || return 1
	(cd "$1" && apt_with_our_sources apt-get source --download-only --tar-only \
		"dpdk=$version" >>"$cache/apt/log" 2>&1)
}

from_dpdk() { # <folder>
	/usr/lib/apt/apt-helper download-file "$DPDK_URL" "$1/dpdk.tar.xz" \
		"SHA256:$DPDK_SHA256" >>"$cache/apt/log" 2>&1
}

case ${1:-} in
'') ;;
--help | -h) usage; exit 0 ;;
-*) usage >&2; die "unknown option $1" ;;
*) use_release "$1" ;;
esac
tarball=$cache/dpdk-$DPDK_VERSION.tar.xz
take_lock
! is_pinned "$tarball" || exit 0

mkdir -p "$cache/apt"
folder=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$folder"' EXIT
say "getting DPDK $DPDK_VERSION from Debian's source package"
if ! from_debian "$folder"; then
	say "not to be had there, trying $DPDK_URL"
	from_dpdk "$folder" ||
		die "cannot get DPDK $DPDK_VERSION (see $cache/apt/log);" \
		"name a tarball of your own instead: build.sh --dpdk"
fi
file=$(find "$folder" -type f -name '*.tar.xz' | head -n 1)
is_pinned "$file" || die "what came is not DPDK $DPDK_VERSION: its hash is another"
mv "$file" "$tarball"
