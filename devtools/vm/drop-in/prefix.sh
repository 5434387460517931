# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Libraries from "meson install" in /usr/local work, and can be removed.
. "$VM_SCENARIOS/debian.bash"
. "$VM_SCENARIOS/ovs.bash"
LOCAL=/usr/local/lib/$MULTIARCH

if [[ $MISFIT ]]; then
	skip 'the libraries install' "$MISFIT"
	return
fi
machine >"$STATE/before"
check 'the libraries install' libraries_install
tokens_work "$LOCAL/$EAL" "$LIBS/$BUS_PCI"
write_token "$(uuid)"
check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
check 'ovsdb-server starts' ovsdb_starts
check 'ovs-vswitchd starts' vswitchd_starts ovs "--vfio-vf-token=file:$STATE/token"
check 'a VF works as a port' port_works vf0 "$PF0_VF0"
check 'ovs-vswitchd runs on both of our libraries' \
	runs_on "$VSWITCHD" "$LOCAL/$EAL" "$LOCAL/librte_bus_pci.so.$ABI"
check 'ovs-vswitchd exits cleanly' vswitchd_ends
check 'testpmd exits cleanly' testpmd_stop pf
check 'the libraries are removed' libraries_uninstall
check 'the machine is as it was before' as_before
