#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Build dpdk-testpmd and dpdk-test with the feature from scratch. A second run
# builds only what has changed.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: build.sh [--release RELEASE] [--dpdk PATH] [--beside] [--stock | --tree]

Gets DPDK, grafts the overlay onto it and builds both in build/:

  build/subprojects/dpdk/app/dpdk-testpmd
  build/subprojects/dpdk/app/dpdk-proc-info
  build/subprojects/dpdk/app/test/dpdk-test

This is the home release, on which every test runs. By default, it is the newest
release that Debian has and that is available here. It stays the home release
until you name another one or remove .cache/home.

  --release RELEASE  one of $(known_releases)
  --dpdk PATH        use this tarball or source tree for the release, now and
                     later; without --release, for the release in its VERSION.
                     A tree is copied, never changed
  --beside           build next to the home release, in
                     build-RELEASE/subprojects/dpdk-RELEASE/
  --stock            also build DPDK without the overlay, in build-stock/build/
                     or build-RELEASE-stock/build/
  --tree             only create the grafted source tree, in subprojects/dpdk or
                     subprojects/dpdk-RELEASE
  --help             show this text
EOF
}

# Make a source tree from a tarball or another tree.
make_tree() { # <tree> <source>
	local tree=$1 new=${1%/*}/.${1##*/}.new

	rm -rf "$new"
	mkdir -p "$new"
	if [ -d "$2" ]; then
		cp -r "$2/." "$new/"
	else
		# set the files' times to now, so that they count as new
		tar -xm -C "$new" --strip-components=1 -f "$2"
	fi
	rm -rf "$tree"
	mv "$new" "$tree"
}

# Identify what a tree is made from; if that is unchanged, the tree
# stays. Overlay files are linked, so their content does not count.
fingerprint() { # <source>
	(
		cd "$root"
		find "$1" -type f -printf '%p %s %T@\n' | sort
		find lib app drivers doc usertools -type f | sort
		cat devtools/graft.sh devtools/cocci/* devtools/joins/*
		find devtools/backports -type f -exec cat {} +
		# the symbols that a version.map lists
		grep -rh '^RTE_EXPORT' lib drivers
	) | sha256sum
}

prepare() { # <tree> <source> <graft?>
	local tree=$1 mark

	if [ "$3" = yes ]; then
		mark=$(fingerprint "$2")
	else
		mark=$(find "$2" -type f -printf '%p %s %T@\n' | sort | sha256sum)
	fi
	[ "$(cat "$tree.made-from" 2>/dev/null)" != "$mark" ] || return 0
	say "unpacking DPDK into ${tree#"$root/"}"
	rm -f "$tree.made-from"
	make_tree "$tree" "$2"
	[ "$3" = no ] || "$root/devtools/graft.sh" --link "$tree"
	echo "$mark" >"$tree.made-from"
}

# Ninja handles what is already built.
configure_and_build() { # <folder> <tree> <our own programs>
	local app=subprojects/$2/app options

	mapfile -t options < <(alone "$2")
	[ -z "$3" ] || options=("-Dbeside=$(releases_beside | paste -sd ,)")
	configure "$root/$1" "$release" "$2" "${options[@]}" || return
	# shellcheck disable=SC2086 # a list
	ninja -C "$root/$1" $app/dpdk-testpmd $app/dpdk-proc-info \
		$app/test/dpdk-test "subprojects/$2/$DPDK_TEST" $3
}

build() { # <folder> <tree> <our own programs>
	say "building $1 (from scratch: some minutes)"
	mkdir -p "$root/$1"
	quietly "$root/$1/build.log" configure_and_build "$@"
}

# The release of a tarball or a tree. An unknown release is built like the
# newest one.
release_of() { # <path>
	local version name newest

	if [ -d "$1" ]; then
		version=$(cat "$1/VERSION") || die "$1 is not a DPDK source tree"
	else
		version=$(tar -xO --wildcards --no-wildcards-match-slash -f "$1" '*/VERSION') ||
			die "$1 is not a DPDK tarball"
	fi
	name=$(cut -d. -f1,2 <<<"$version")
	if [ ! -f "$root/config/releases/$name" ]; then
		newest=$(known_releases | xargs -n 1 | sort -V | tail -n 1)
		say "DPDK $version is unknown, building it like $newest" >&2
		name=$newest
	fi
	echo "$name"
}

set_home() { # <release>
	[ "$(cat "$cache/home" 2>/dev/null)" != "$1" ] || return 0
	say "the home release is DPDK $1"
	echo "$1" >"$cache/home"
}

choose_home() {
	local candidate

	for candidate in $(debian_releases); do
		if source_of "$candidate" >/dev/null; then
			set_home "$candidate"
			return
		fi
	done
	die "no DPDK is available; build.sh --dpdk takes your own tarball or tree"
}

named=
path=
beside=no
stock=no
only_tree=no
while [ $# -gt 0 ]; do
	case $1 in
	--dpdk) path=$(realpath -e "${2:?--dpdk needs a path}") || exit; shift ;;
	--release) named=${2:?--release needs a name}; shift ;;
	--beside) beside=yes ;;
	--stock) stock=yes ;;
	--tree) only_tree=yes ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown argument $1" ;;
	esac
	shift
done
[ -z "$path" ] || [ -n "$named" ] || named=$(release_of "$path") || exit
[ -z "$named" ] || use_release "$named"

take_lock
"$root/devtools/packages.sh" build || exit
[ -z "$path" ] || echo "$path" >"$cache/source-$named"
if [ "$beside" = no ] && [ -n "$named" ]; then
	source_of "$named" >/dev/null || exit
	set_home "$named"
elif [ ! -f "$cache/home" ]; then
	choose_home
fi
use_release "${named:-$(home_release)}"
source=$(source_of "$release") || exit
[ -e "$source" ] || die "$source, named by --dpdk for DPDK $release, no longer exists;" \
	"name another one or remove $cache/source-$release"
tree=$(tree_of "$release")
build=$(build_of "$release")
prepare "$root/subprojects/$tree" "$source" yes
[ "$only_tree" = no ] || exit 0
own_tests=
[ "$tree" != dpdk ] || own_tests=test-programs
build "$build" "$tree" "$own_tests"
# once a stock build exists, keep it up to date, for comparisons
if [ "$stock" = yes ] || [ -d "$root/$build-stock" ]; then
	make_project "$root/$build-stock"
	prepare "$root/$build-stock/subprojects/$tree" "$source" no
	build "$build-stock/build" "$tree" ''
fi
