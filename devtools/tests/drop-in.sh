#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Debian's own dpdk-testpmd and dpdk-proc-info, as they are, on our librte_eal
# and librte_bus_pci, in the virtual machine: a token guards a VF, and a
# secondary needs none. Prints the TAP of the scenarios. Needs the libraries
# that abi.sh builds.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

debian=$cache/debian-dpdk
ours=$root/build/shared/subprojects/dpdk
[ -f "$ours/lib/librte_eal.so.23.0" ] || die "devtools/tests/abi.sh builds our libraries"

# The packages and all that they need and this machine has not, unpacked.
fetch() {
	mkdir -p "$debian/archives/partial" "$debian/root"
	as_root apt-get -q install -y --download-only --no-install-recommends \
		-o Dir::Cache::archives="$debian/archives" -o Debug::NoLocking=true \
		-o APT::Sandbox::User=root dpdk dpdk-dev
	for package in "$debian"/archives/*.deb; do dpkg -x "$package" "$debian/root"; done
	touch "$debian/done"
}

# wrap PROGRAM: as the dynamic linker would take ours, if they were installed
wrap() {
	local libs

	libs=$(dirname "$debian"/root/usr/lib/*/librte_eal.so.23)
	cat >"$debian/$1" <<EOF
#!/bin/sh
export LD_LIBRARY_PATH=$ours/lib:$ours/drivers:$libs:${libs%/*}
exec $debian/root/usr/bin/$1 -d librte_mempool_ring.so.23 -d librte_net_e1000.so.23 "\$@"
EOF
	chmod +x "$debian/$1"
}

if [ ! -f "$debian/done" ]; then
	mkdir -p "$debian"
	quietly "$debian/fetch.log" fetch >&2
fi
ln -sf librte_eal.so.23.0 "$ours/lib/librte_eal.so.23"
ln -sf librte_bus_pci.so.23.0 "$ours/drivers/librte_bus_pci.so.23"
for program in dpdk-testpmd dpdk-proc-info; do wrap $program; done
exec "$root/devtools/vm/vm.py" run --logdir "$root/build/vm/drop-in" \
	--bin TESTPMD="$debian/dpdk-testpmd" --bin PROC_INFO="$debian/dpdk-proc-info" \
	testpmd-vf two-pfs secondary
