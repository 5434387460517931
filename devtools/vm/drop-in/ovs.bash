# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2034,SC2154
# Start Open vSwitch by hand: no service manager, few hugepages. Sourced.

OVS=$STATE/ovs
export OVS_RUNDIR=$OVS OVS_LOGDIR=$LOGDIR

vsctl() { ovs-vsctl --db="unix:$OVS/db.sock" --timeout=60 "$@"; }

ovsdb_starts() {
	mkdir "$OVS"
	ovsdb-tool create "$OVS/conf.db" /usr/share/openvswitch/vswitch.ovsschema || return
	ovsdb-server --remote="punix:$OVS/db.sock" --log-file \
		"$OVS/conf.db" 9>&- &
	wait_for 20 test -S "$OVS/db.sock" || return
	vsctl --no-wait init -- set Open_vSwitch . \
		other_config:dpdk-lcore-mask=0x1 other_config:pmd-cpu-mask=0x2 \
		other_config:dpdk-socket-mem=256 other_config:dpdk-socket-limit=256
}

# vswitchd_starts NAME [EAL ARGUMENT...]: with a bridge, but no device yet
vswitchd_starts() {
	vsctl --no-wait set Open_vSwitch . other_config:dpdk-init=true \
		other_config:dpdk-extra="--file-prefix=$1 -a 0000:00:00.0 ${*:2}" || return
	vswitchd_starts_bare "$1" || return
	vsctl add-br br0 -- set bridge br0 datapath_type=netdev || return
	[[ $(vsctl get Open_vSwitch . dpdk_initialized) == true ]]
}

# vswitchd_starts_bare NAME: with what the database has
vswitchd_starts_bare() {
	local name=$1

	load_module tun
	/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk "unix:$OVS/db.sock" \
		--unixctl="$OVS/vswitchd.ctl" --log-file="$LOGDIR/$name.log" \
		>"$LOGDIR/$name.out" 2>&1 9>&- &
	VSWITCHD=$!
	wait_for 60 test -S "$OVS/vswitchd.ctl"
}

# port_works NAME ADDRESS: the device as a port of the bridge
port_works() {
	vsctl add-port br0 "$1" -- set Interface "$1" type=dpdk options:dpdk-devargs="$2"
	port_is_up "$1"
}
port_is_up() {
	vsctl get Interface "$1" ofport error
	[[ $(vsctl get Interface "$1" error) == '[]' && $(vsctl get Interface "$1" ofport) -ge 1 ]]
}

# shown_of_vswitchd NAME: saves what others can see of it in files
shown_of_vswitchd() {
	ps axww >"$STATE/shown.$1.ps" && vsctl list Open_vSwitch >"$STATE/shown.$1.config" &&
		cat "/proc/$VSWITCHD/environ" >"$STATE/shown.$1.environ"
}

vswitchd_ends() {
	vsctl del-br br0 || return
	ovs-appctl -t "$OVS/vswitchd.ctl" exit || return
	wait "$VSWITCHD"
}
