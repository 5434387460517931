#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Get a DPDK release from Debian's source package, which apt authenticates, with
# Debian's patches, or from DPDK's download site or Ubuntu's archive, where its hash
# must be the pinned one.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: fetch-dpdk.sh RELEASE

Puts DPDK's RELEASE, one of those in config/releases, into
$(tarball_of RELEASE).
The file has Debian's current source package, its patches applied and its changelog in
debian/changelog, or, if that is not available, the point release that config/releases
names, from the first of \$DPDK_SITES that has it (default: DPDK's download site and
Ubuntu's archive). An existing file stays; remove it to get a newer one.
EOF
}

# Print the newest version in the suite.
debian_version() {
	apt_with_our_sources apt-cache showsrc dpdk 2>>"$log" |
		sed -n "s/^Version: \($release[.-].*\)/\1/p" | sort -V | tail -n 1
}

# Unpacked by apt, so that Debian's patches are applied; those to lib/eal would be
# missed in libraries that replace Debian's.
from_debian() { # <folder>
	local version

	[ -n "$DPDK_SUITE" ] || return 1
	say "getting DPDK $release from Debian's source package"
	if ! add_our_source deb-src "$DPDK_SUITE"; then
		cat "$cache/apt/log" >>"$log"
		return 1
	fi
	add_our_source deb-src "$DPDK_SUITE-security" || true # not all suites have one
	version=$(debian_version)
	[ -n "$version" ] || return 1
	(cd "$1" && apt_with_our_sources apt-get source "dpdk=$version" >>"$log" 2>&1 &&
		find dpdk-*/debian -mindepth 1 -maxdepth 1 ! -name changelog -exec rm -rf {} + &&
		XZ_OPT=-1 tar -cJf dpdk.tar.xz --exclude=.pc dpdk-*/)
}

# Each site is an address with @VERSION@ in the place of the point release.
from_sites() { # <folder>
	local site

	[ -n "$DPDK_SHA256" ] || return 1
	for site in $sites; do
		site=${site//@VERSION@/$DPDK_VERSION}
		say "not available there, trying $site"
		! /usr/lib/apt/apt-helper -o Acquire::Retries=0 download-file "$site" \
			"$1/dpdk.tar.xz" "SHA256:$DPDK_SHA256" >>"$log" 2>&1 || return 0
	done
	return 1
}

case ${1:-} in
--help | -h) usage; exit 0 ;;
'' | -*) usage >&2; die "a release is needed, one of $(known_releases)" ;;
*) use_release "$1" ;;
esac
sites=${DPDK_SITES:-https://fast.dpdk.org/rel/dpdk-@VERSION@.tar.xz
http://archive.ubuntu.com/ubuntu/pool/main/d/dpdk/dpdk_@VERSION@.orig.tar.xz}
tarball=$(tarball_of "$release")
log=$cache/fetch-$release.log
[ ! -f "$tarball" ] || exit 0 # without waiting
take_lock
lock_shared
mkdir -p "${tarball%/*}"
[ ! -f "$tarball" ] || exit 0

folder=$(mktemp -d "$shared/fetch.XXXXXX")
trap 'rm -rf "$folder"' EXIT
: >"$log"
from_debian "$folder" || from_sites "$folder" ||
	die "DPDK $release is not available here, see $log;" \
	"build.sh --dpdk takes your own tarball or tree"
mv "$folder/dpdk.tar.xz" "$tarball"
