# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian's Open vSwitch with DPDK runs a bridge with a VF guarded by a token.
. "$VM_SCENARIOS/debian.bash"
. "$VM_SCENARIOS/ovs.bash"

if [[ $MISFIT ]]; then
	skip 'the package installs' "$MISFIT"
	return
fi
check 'the package installs' package_installs "$(package 1)"
token=$(uuid)
write_token "$token"
token_file=/run/vf-owner/token
install -d -m 700 "${token_file%/*}"
cp -p "$STATE/token" "$token_file"
check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
check 'ovsdb-server starts' ovsdb_starts

# the page of recipes: its PF is $IGB0
check "recipe: testpmd opens the page's PF" testpmd_start owner -a 0000:01:00.0 --vfio-vf-token="file:$token_file"
check 'recipe: ovs-vswitchd starts' vswitchd_starts_bare file
check 'recipe: its commands' timeout 120 bash -e -c "$(recipe 'Open vSwitch' 1)"
check 'recipe: the port works' port_is_up vf0
check 'recipe: ovs-vswitchd runs on our libraries' \
	runs_on "$VSWITCHD" "$LIBS/$EAL" "$LIBS/$BUS_PCI"
check 'recipe: what others can see is saved' shown_of_vswitchd file
check 'recipe: ovs-vswitchd exits cleanly' vswitchd_ends
check 'recipe: testpmd exits cleanly' testpmd_stop owner

check 'without a token: ovs-vswitchd starts' vswitchd_starts none
check_not 'without a token: the port does not work' port_works vf0 "$PF0_VF0"
check_grep 'without a token: the log says that it is missing' \
	"EAL: $PF0_VF0: VF token missing: PF $PF0 " "$LOGDIR/none.log"
check 'without a token: ovs-vswitchd exits cleanly' vswitchd_ends

DPDK_VFIO_VF_TOKEN=$PF0=$token check 'token from the variable: ovs-vswitchd starts' \
	vswitchd_starts variable
check 'token from the variable: the port works' port_works vf0 "$PF0_VF0"
check 'token from the variable: what others can see is saved' shown_of_vswitchd variable
check 'token from the variable: ovs-vswitchd exits cleanly' vswitchd_ends

for file in "$LOGDIR"/*.log "$STATE"/ovs/conf.db "$STATE"/shown.*; do
	check_no_secret "$token" "$file"
done
check 'testpmd exits cleanly' testpmd_stop pf
check 'the installed package can be purged' dpkg -P "$PACKAGE"
check "Debian's libraries are back in place" as_packed "${DEBIAN_LIBS[@]}"
check 'no diversion is left' test -z "$(dpkg-divert --list '*librte*')"
dmesg_expect "$PF0_VF0: VF token required to access device"
