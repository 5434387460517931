# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian's Open vSwitch with DPDK: a bridge with a VF guarded by a token.
. "$VM_SCENARIOS/debian.bash"
. "$VM_SCENARIOS/ovs.bash"

check "Debian's DPDK and Open vSwitch are there" debian_is_installed
check 'the package installs' package_installs "$(package 1)"
token=$(uuid)
write_token "$token"
check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
check 'ovsdb-server starts' ovsdb_starts

check 'without a token: ovs-vswitchd starts' vswitchd_starts none
check_not 'its port does not work' port_works vf0 "$PF0_VF0"
check_grep 'its log says why' "EAL: $PF0_VF0: VF token missing: PF $PF0 " "$LOGDIR/none.log"
check 'it ends in good order' vswitchd_ends

check 'token from a file: ovs-vswitchd starts' \
	vswitchd_starts file "--vfio-vf-token=$PF0=file:$STATE/token"
check 'its port works' port_works vf0 "$PF0_VF0"
check 'it runs on our libraries' runs_on "$VSWITCHD" "$LIBS/$EAL" "$LIBS/$BUS_PCI"
check 'what shows of it is kept' shown_of_vswitchd file
check 'it ends in good order' vswitchd_ends

DPDK_VFIO_VF_TOKEN=$PF0=$token check 'token from the variable: ovs-vswitchd starts' \
	vswitchd_starts variable
check 'its port works' port_works vf0 "$PF0_VF0"
check 'what shows of it is kept' shown_of_vswitchd variable
check 'it ends in good order' vswitchd_ends

for file in "$LOGDIR"/*.log "$STATE"/ovs/conf.db "$STATE"/shown.*; do
	check_no_secret "$token" "$file"
done
check 'testpmd ends in good order' testpmd_stop pf
check 'the package is purged at once' dpkg -P "$PACKAGE"
check "Debian's libraries are in their places" as_packed librte-eal23 librte-bus-pci23
check 'no diversion is left' test -z "$(dpkg-divert --list '*librte*')"
dmesg_expect "$PF0_VF0: VF token required to access device"
