#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# From nothing to dpdk-testpmd and dpdk-test with the feature. Run again, it
# builds what changed.

set -euo pipefail
. "$(dirname "$0")/common.sh"

# the python3 whose modules packages.sh installs
export PATH=/usr/bin:$PATH

usage() {
	cat <<EOF
usage: build.sh [--release RELEASE] [--dpdk PATH] [--stock | --tree]

Gets DPDK $release, grafts the overlay on it and builds both in build/:

  build/subprojects/dpdk/app/dpdk-testpmd
  build/subprojects/dpdk/app/dpdk-proc-info
  build/subprojects/dpdk/app/test/dpdk-test

  --release RELEASE  of $(known_releases); another than $release is built in
                     build-RELEASE/subprojects/dpdk-RELEASE/
  --dpdk PATH        use this tarball or source tree instead (a tree is
                     copied, never changed)
  --stock            build DPDK without the overlay as well, in build-stock/
  --tree             only make the grafted source tree, in subprojects/dpdk
  --help             this text
EOF
}

# A source tree in subprojects/, from a tarball or another tree.
make_tree() { # <name> <source>
	local tree=$root/subprojects/$1 new=$root/subprojects/.$1.new

	rm -rf "$new"
	mkdir -p "$new"
	if [ -d "$2" ]; then
		cp -r "$2/." "$new/"
	else
		tar -x -C "$new" --strip-components=1 -f "$2"
	fi
	rm -rf "$tree"
	mv "$new" "$tree"
}

# What the tree in subprojects/ was made from; where it is the same, the tree
# stays. Files of the overlay are linked, so their content does not count.
fingerprint() { # <source>
	(
		cd "$root"
		find "$1" -type f -printf '%p %s %T@\n' | sort
		find lib app drivers doc -type f | sort
		cat devtools/graft.sh devtools/cocci/* devtools/joins/*
		find devtools/backports -type f -exec cat {} +
		# the symbols that a version.map lists
		grep -rh '^RTE_EXPORT' lib drivers
	) | sha256sum
}

prepare() { # <name> <source> <graft?>
	local tree=$root/subprojects/$1 mark

	if [ "$3" = yes ]; then
		mark=$(fingerprint "$2")
	else
		mark=$(find "$2" -type f -printf '%p %s %T@\n' | sort | sha256sum)
	fi
	[ "$(cat "$tree.made-from" 2>/dev/null)" != "$mark" ] || return 0
	say "unpacking DPDK into subprojects/$1"
	rm -f "$tree.made-from"
	make_tree "$1" "$2"
	[ "$3" = no ] || "$root/devtools/graft.sh" --link "$tree"
	echo "$mark" >"$tree.made-from"
}

build() { # <folder> <tree> <our own programs> <meson options...>
	local build=$root/$1 tree=$2 ours mark

	read -ra ours <<<"$3"

	shift 3
	# a subproject's options are read when it is configured first
	mark="$DPDK_OPTIONS $*"
	if [ "$(cat "$build/.configured-with" 2>/dev/null)" != "$mark" ]; then
		say "configuring $(basename "$build")"
		rm -rf "$build/build.ninja" "$build/meson-private" "$build/meson-info"
		quietly "$cache/setup.log" meson setup "$build" "$root" "$@"
		echo "$mark" >"$build/.configured-with"
	fi
	say "building $(basename "$build") (from nothing: some minutes)"
	quietly "$build/build.log" ninja -C "$build" \
		"subprojects/$tree/app/dpdk-testpmd" \
		"subprojects/$tree/app/dpdk-proc-info" \
		"subprojects/$tree/$DPDK_TEST" "${ours[@]}"
}

source=
stock=no
tree=
default=$release
while [ $# -gt 0 ]; do
	case $1 in
	--dpdk) source=$(realpath -e "${2:?--dpdk needs a path}"); shift ;;
	--release) use_release "${2:?--release needs a name}"; shift ;;
	--stock) stock=yes ;;
	--tree) tree=only ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown argument $1" ;;
	esac
	shift
done
[ "$stock" = no ] || [ "$release" = "$default" ] || die "--stock is of $default alone"

take_lock
"$root/devtools/packages.sh" build || exit
if [ -z "$source" ]; then
	"$root/devtools/fetch-dpdk.sh" "$release" || exit
	source=$cache/dpdk-$release.tar.xz
fi
if [ "$release" != "$default" ]; then
	prepare "dpdk-$release" "$source" yes
	[ -z "$tree" ] || exit 0
	build "build-$release" "dpdk-$release" '' "-Drelease=$release"
	exit
fi
prepare dpdk "$source" yes
[ -z "$tree" ] || exit 0
build build dpdk 'reinit setup-device'
if [ "$stock" = yes ]; then
	prepare dpdk-stock "$source" no
	build build-stock dpdk-stock '' -Dstock=true
fi
