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
tokens_work "$LOCAL/$EAL" "$LIBS/$BUS_PCI"
check 'ovsdb-server starts' ovsdb_starts
check 'ovs-vswitchd starts' vswitchd_starts ovs "--vfio-vf-token=file:$STATE/token"
check 'a PF works as its port' port_works pf "$PF0"
check_grep 'with its token set' "EAL: $PF0: VF token set" "$LOGDIR/ovs.log"
check 'it runs on our libraries' runs_on "$VSWITCHD" "$LOCAL/$EAL" "$LOCAL/librte_bus_pci.so.$ABI"
check 'it ends in good order' vswitchd_ends
check 'ninja uninstall' ninja -C "$BUILD/drop-in" uninstall
ldconfig
check 'the machine is as before' as_before
is_stock 'after'
