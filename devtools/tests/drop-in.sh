#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run Debian's own programs on our librte_eal and librte_bus_pci, installed by
# the package and by "meson install". This happens in the virtual machine, in the
# Debian that has the release. Prints the TAP of devtools/vm/drop-in.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

usage() {
	cat <<EOT
usage: drop-in.sh [--release RELEASE] [SCENARIO...]

RELEASE is one of $(debian_releases | xargs) (default: that of this machine's Debian).
EOT
}

skip_all() {
	echo "1..0 # SKIP $*" >&3
	exit 0
}

# Build a package of Debian's again, as if Debian had: with another version and another
# library, which still works.
make_up() { # <folder> <package> <version>
	local scratch=$debian/scratch

	rm -rf "$scratch"
	dpkg-deb -R "$2" "$scratch"
	sed -i "s/^Version: .*/Version: $3/" "$scratch/DEBIAN/control"
	find "$scratch" -name "librte_*.so.$abi" -exec sh -c 'echo "$0" >>"$1"' "$3" {} \;
	(cd "$scratch" && find usr -type f -exec md5sum {} +) >"$scratch/DEBIAN/md5sums"
	mkdir -p "$1"
	dpkg-deb --root-owner-group -Znone -b "$scratch" "$1"
}

# Repositories with both packages: Debian's as they are, built again, and fixed.
make_repositories() {
	local package folder

	for package in "$system"/packages/*.deb; do
		make_up "$debian/rebuilt" "$package" "$theirs+b1"
		make_up "$debian/fixed" "$package" "$(next_revision "$theirs")"
	done
	for folder in "$debian/rebuilt" "$debian/fixed"; do
		(cd "$folder" && dpkg-scanpackages --multiversion . >Packages)
	done
}

next_revision() { # <version>: with its last number raised
	[[ $1 =~ ^(.*[^0-9])([0-9]+)$ ]] && echo "${BASH_REMATCH[1]}$((BASH_REMATCH[2] + 1))"
}

release=$(own_release) || true
exec 3>&1 1>&2
while [ $# -gt 0 ]; do
	case $1 in
	--help | -h) usage >&3; exit 0 ;;
	--release) release=${2:?--release needs a name}; shift ;;
	*) break ;;
	esac
	shift
done
[ -n "$release" ] || die "this machine's Debian is not in config/releases; name a --release"
use_release "$release"
source_of "$release" >/dev/null || skip_all "DPDK $release is not available"
system=$("$root/devtools/vm/debian.sh" "$release") ||
	skip_all "Debian's packages of DPDK $release are not available"
# what is built here may need what an older libc6 lacks
libc=$(dpkg-query --admindir="$system/var/lib/dpkg" -W -f '${Version}' libc6)
dpkg --compare-versions "$(dpkg-query -W -f '${Version}' libc6)" le "$libc" ||
	skip_all "the libc6 of $DPDK_SUITE is older than that of this machine"

debian=$root/build/debian-$release
rm -rf "$debian"
mkdir -p "$debian/ours"
"$root/devtools/drop-in.sh" --release "$release"
DESTDIR=$debian/files meson install --no-rebuild -C "$root/build/drop-in-$release"
abi=$(cat "$root/subprojects/$(tree_of "$release")/ABI_VERSION")
for revision in 2 1; do
	"$root/devtools/drop-in.sh" --release "$release" --deb --revision $revision
	cp "$root/build/librte-vf-token${abi%.*}"_*.deb "$debian/ours/"
done
theirs=$(dpkg-deb -f "$system/packages/librte-eal${abi%.*}"_*.deb Version)
quietly "$debian/log" make_repositories
ours=$(dpkg-deb -f "$debian"/ours/*-1_*.deb Version)
misfit=
[ "${ours%+*}" = "$theirs" ] || misfit="it is built from DPDK ${ours%+*}, Debian's is $theirs"

exec "$root/devtools/vm/vm.py" run --one-thread --scenarios "$root/devtools/vm/drop-in" \
	--root "$system" --logdir "$root/build/vm/drop-in-$release" \
	--set DEBIAN="$debian" --set MISFIT="$misfit" \
	--set INSTALLER="$root/build/drop-in-$release" --set MESON="$(meson --version)" \
	--set ABI="$abi" --set MULTIARCH="$(dpkg-architecture -q DEB_HOST_MULTIARCH)" "$@" >&3
