# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# Debian's Open vSwitch with DPDK: a bridge with a VF that a token guards.
. "$VM_SCENARIOS/debian.bash"

export OVS_RUNDIR=$STATE/ovs OVS_SYSCONFDIR=$STATE/ovs OVS_DBDIR=$STATE/ovs OVS_LOGDIR=$LOGDIR

ovsdb_starts() {
	mkdir -p "$STATE/ovs"
	ovsdb-tool create "$STATE/ovs/conf.db" /usr/share/openvswitch/vswitch.ovsschema || return
	ovsdb-server --remote="punix:$STATE/ovs/db.sock" --log-file="$LOGDIR/ovsdb-server.log" \
		"$STATE/ovs/conf.db" 9>&- &
	wait_for 20 vsctl --no-wait init
	vsctl --no-wait set Open_vSwitch . other_config:dpdk-init=true \
		other_config:dpdk-lcore-mask=0x1 other_config:pmd-cpu-mask=0x2 \
		other_config:dpdk-socket-mem=256 other_config:dpdk-socket-limit=256
}

vsctl() { ovs-vsctl --db="unix:$STATE/ovs/db.sock" --timeout=60 "$@"; }

# vswitchd_starts NAME [EXTRA EAL ARGUMENTS]: with a bridge
vswitchd_starts() {
	vsctl --no-wait set Open_vSwitch . other_config:dpdk-extra="--file-prefix=$1 ${2-}"
	/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk "unix:$STATE/ovs/db.sock" \
		--pidfile --log-file="$LOGDIR/$1.log" >"$LOGDIR/$1.out" 2>&1 9>&- &
	VSWITCHD=$!
	vsctl add-br br0 -- set bridge br0 datapath_type=netdev
}

vswitchd_ends() {
	vsctl --if-exists del-br br0 || return
	ovs-appctl -t ovs-vswitchd exit || return
	wait "$VSWITCHD"
}

add_port() { vsctl add-port br0 "$1" -- set Interface "$1" type=dpdk options:dpdk-devargs="$2"; }

port_works() {
	vsctl get Interface "$1" ofport error
	[[ $(vsctl get Interface "$1" error) == '[]' && $(vsctl get Interface "$1" ofport) -ge 1 ]]
}

check "Debian's DPDK and Open vSwitch are there" debian_is_installed
check 'the package installs' package_installs "$PACKAGE"-1_*.deb
token=$(uuid)
write_token "$token"
check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
check 'ovsdb-server starts' ovsdb_starts

check 'without a token: ovs-vswitchd starts' vswitchd_starts none "-a $PF1_VF1"
add_port vf0 "$PF0_VF0"
check_not 'its port does not work' port_works vf0
check_grep 'its log says why' "EAL: $PF0_VF0: VF token missing: PF $PF0 " "$LOGDIR/none.log"
check 'it ends in good order' vswitchd_ends

check 'token from a file: ovs-vswitchd starts' vswitchd_starts file \
	"-a $PF0_VF0 --vfio-vf-token=$PF0=file:$STATE/token"
add_port vf0 "$PF0_VF0"
check 'its port works' port_works vf0
check 'it runs on our libraries' runs_on "$VSWITCHD" "$LIBS"
ps axww >"$STATE/ps"
check 'it ends in good order' vswitchd_ends

export DPDK_VFIO_VF_TOKEN=$PF0=$token
check 'token from the variable: ovs-vswitchd starts' vswitchd_starts variable "-a $PF1_VF1"
unset DPDK_VFIO_VF_TOKEN
add_port vf0 "$PF0_VF0"
check 'its port works' port_works vf0
check_not 'its environment shows no token' grep -q "$token" "/proc/$VSWITCHD/environ"
ps axww >>"$STATE/ps"
vsctl list Open_vSwitch >"$STATE/list"
check 'it ends in good order' vswitchd_ends

for file in "$LOGDIR"/*.log "$STATE/ovs/conf.db" "$STATE/ps" "$STATE/list"; do
	check_no_secret "$token" "$file"
done
check 'testpmd ends in good order' testpmd_stop pf
check 'the package goes' dpkg -P librte-vf-token
dmesg_expect "$PF0_VF0: VF token required to access device"
