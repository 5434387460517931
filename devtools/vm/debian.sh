#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Unpack a Debian with its own DPDK and Open vSwitch, to be the root of the guest.
# Nothing is installed on this machine.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

usage() {
	cat <<EOT
usage: debian.sh RELEASE

Prints the path of a root directory of the Debian suite that has DPDK RELEASE, with
that suite's programs. The first run makes it in $shared/debian;
remove it to get newer programs. In its folder packages are Debian's packages of the
two libraries that ours replace.
EOT
}

# What is installed: what testpmd depends on, but not libdpdk-dev, which is large.
# Only unpacked: dpdk-dev, which has testpmd and depends on libdpdk-dev.
make_root() { # <suite>
	# as this machine accesses the archive
	apt-config dump Acquire::http Acquire::https Acquire::Check-Valid-Until >"$cache/apt/host.conf"
	# shellcheck disable=SC2016 # for mmdebstrap's shell
	bootstrap --variant=apt --format=tar --aptopt="$cache/apt/host.conf" \
		--include=openvswitch-switch-dpdk,procps,kmod,meson,ninja-build \
		--include='?name("^librte-(mempool-ring|net-e1000-|net-virtio)[0-9]+$")' \
		--include='?reverse-depends(?exact-name(dpdk-dev))?not(?exact-name(libdpdk-dev))' \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--customize-hook='mkdir "$1/packages" && cd "$1/packages" &&
			APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -q download dpdk-dev \
				"?name(\"^librte-(eal|bus-pci)[0-9]+\$\")" &&
			dpkg -x dpdk-dev_*.deb "$1" && rm dpdk-dev_*.deb' \
		"$1" - "$cache/apt/sources.d/ours-deb-$1"*.list |
		tar -x --no-same-owner --exclude='./dev/*' -C "$made.new"
}

case ${1:-} in
--help | -h) usage; exit 0 ;;
'' | -*) usage >&2; die "a release is needed, one of $(debian_releases | xargs)" ;;
*) use_release "$1" ;;
esac
[ -n "$DPDK_SUITE" ] || die "no Debian suite has DPDK $release"
made=$shared/debian/$DPDK_SUITE
# without waiting for a lock
if [ -d "$made" ]; then
	echo "$made"
	exit
fi
command -v mmdebstrap >/dev/null || die "mmdebstrap is missing: devtools/packages.sh vm"
mkdir -p "$cache" "${made%/*}"
# a lock of its own: this takes minutes, and others need QEMU
exec 8>"$made.lock"
flock 8
if [ ! -d "$made" ]; then
	add_our_source deb "$DPDK_SUITE" || die "cannot read $DPDK_SUITE, see $cache/apt/log"
	add_our_source deb "$DPDK_SUITE-security" || true # not all suites have one
	say "unpacking Debian's $DPDK_SUITE with DPDK and Open vSwitch" >&2
	rm -rf "$made.new"
	mkdir -p "$made.new"
	quietly "$made.log" make_root "$DPDK_SUITE" >&2
	dpkg-query --admindir="$made.new/var/lib/dpkg" -W >"$made.packages"
	mv "$made.new" "$made"
fi
echo "$made"
