# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# "meson install" into /usr/local and "ninja uninstall".
. "$VM_SCENARIOS/debian.bash"
. "$VM_SCENARIOS/ovs.bash"
LOCAL=/usr/local/lib/$MULTIARCH

check "Debian's DPDK and Open vSwitch are there" debian_is_installed
machine >"$STATE/before"
check 'meson install' meson install --no-rebuild -C "$BUILD/drop-in"
write_token "$(uuid)"
check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
check 'it has our librte_eal' runs_on "${TESTPMD_PID[pf]-none}" "$LOCAL/$EAL" "$LIBS/$BUS_PCI"
check_grep 'it sets the token' "EAL: $PF0: VF token set" "$(testpmd_log pf)"
check 'ovsdb-server starts' ovsdb_starts
check 'ovs-vswitchd starts' vswitchd_starts ovs "--vfio-vf-token=file:$STATE/token"
check 'a VF works as its port' port_works vf0 "$PF0_VF0"
check 'it has both libraries of ours' \
	runs_on "$VSWITCHD" "$LOCAL/$EAL" "$LOCAL/librte_bus_pci.so.$ABI"
check 'it ends in good order' vswitchd_ends
check 'testpmd ends in good order' testpmd_stop pf
check 'ninja uninstall' ninja -C "$BUILD/drop-in" uninstall
ldconfig
check 'the machine is as before' as_before
