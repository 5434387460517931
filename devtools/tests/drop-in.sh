#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run Debian's own programs on our librte_eal and librte_bus_pci, installed by
# the package and by "meson install". This happens in the virtual machine, so the
# host does not change. Prints the TAP of devtools/vm/drop-in.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

debian=$cache/debian
programs="dpdk-dev openvswitch-common openvswitch-switch openvswitch-switch-dpdk"

# The libraries that these programs need and this machine lacks. rdma-core, the
# only program among them, would pull in udev.
missing_libraries() {
	local wanted

	wanted=$(apt-cache depends --no-{recommends,suggests,conflicts,breaks,replaces,enhances} \
		$programs | sed -nE 's/^  Depends: (librte-.*|libpcap[0-9.]*|libunbound[0-9]*|libxdp[0-9]*)$/\1/p')
	apt-get install --simulate --no-install-recommends $wanted librte-net-e1000-23 librte-net-virtio23 |
		awk '/^Inst/ && !/^Inst [^ ]+ \[/ && $2 != "udev" && $2 != "rdma-core" { print $2 }'
}

# Get the libraries to replace, and their dependencies, as packages. Unpack
# everything else, as this saves time in the guest.
fetch() { # <package...>
	local package

	rm -rf "$debian"
	mkdir -p "$debian/packages" "$debian/root"
	(cd "$debian/packages" && apt-get -q download librte-{eal,bus-pci}23 "$@" $programs)
	for package in "$debian"/packages/*; do
		case ${package##*/} in
		librte-eal* | librte-bus-pci* | librte-kvargs* | librte-telemetry* | librte-pci* | libfdt1*) ;;
		*) dpkg -x "$package" "$debian/root"; rm "$package" ;;
		esac
	done
	rm -rf "$debian"/root/usr/share/doc "$debian"/root/usr/share/man \
		"$debian"/root/usr/bin/dpdk-test*-*
}

case ${1:-} in
--help | -h) echo "usage: drop-in.sh [SCENARIO...]"; exit 0 ;;
esac
replaced=librte-eal23
if ! apt-cache show "$replaced" >/dev/null 2>&1; then
	echo "1..0 # SKIP this machine's Debian has no $replaced to replace"
	exit 0
fi
exec 3>&1 1>&2
if ! source_of $drop_in_release >/dev/null; then
	echo "1..0 # SKIP DPDK $drop_in_release is not available" >&3
	exit
fi
if [ ! -f "$debian/done" ]; then
	say "getting Debian's DPDK and Open vSwitch"
	as_root apt-get -q update >"$cache/debian.log" 2>&1 || true # or old names are requested
	packages=$(missing_libraries)
	quietly "$cache/debian.log" fetch $packages
	touch "$debian/done"
fi
rm -rf "$debian/ours"
mkdir "$debian/ours"
for revision in 2 1; do
	"$root/devtools/drop-in.sh" --deb --revision $revision
	cp "$root"/build/librte-vf-token*.deb "$debian/ours/"
done
"$root/devtools/drop-in.sh"
exec "$root/devtools/vm/vm.py" run --one-thread --scenarios "$root/devtools/vm/drop-in" \
	--logdir "$root/build/vm/drop-in" --set DEBIAN="$debian" --set BUILD="$root/build" \
	--set ABI="$(cat "$root/subprojects/$(tree_of $drop_in_release)/ABI_VERSION")" \
	--set MULTIARCH="$(dpkg-architecture -q DEB_HOST_MULTIARCH)" "$@" >&3
