# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Two guarded VFs lose no packet, whatever happens to the PF, the token and other VFs.

case $PF0 in
"$IGB0")
	skip 'packets between VFs' "this QEMU has only igb's VFs, which move no packets" && exit
	;;
esac

key=$STATE/key

set_vfs "$PF0" 0
set_vfs "$PF0" 3
other=$(_vf "$PF0" 2)
wait_for 10 eval '[[ $(driver_of "$other") == vfio-pci ]]'

owner() { testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"; }
killed_and_back() {
	testpmd_kill pf
	owner
}
refused_and_opened() {
	! testpmd_start none -a "$other" || return
	! testpmd_start wrong -a "$other" --vfio-vf-token="$(uuid)" || return
	testpmd_start right -a "$other" --vfio-vf-token="file:$key" && testpmd_stop right
}
plugged() {
	for command in "vf_token set $PF0 file:$key" "port attach $other" 'port detach 1'; do
		testpmd_type plug "$command" || return
	done | tee "$STATE/plugged"
	grep -q 'Port 1 is attached' "$STATE/plugged" && grep -q 'is detached' "$STATE/plugged"
}
read_by_secondary() {
	"$PROC_INFO" --no-telemetry --file-prefix vfs -a "$PF0_VF0" -a "$PF0_VF1" -- --stats |
		tee "$STATE/stats"
	[[ $(grep -c 'NIC statistics for port' "$STATE/stats") -eq 2 ]]
}

check 'testpmd opens the PF' owner
check 'another testpmd opens two VFs' testpmd_start vfs -a "$PF0_VF0" -a "$PF0_VF1" \
	--vfio-vf-token="file:$key" -- --num-procs=2 --proc-id=0
check_grep "the VFs' driver is net_virtio" \
	'Driver name: net_virtio' <(testpmd_type vfs 'show port info all')
check 'a third testpmd starts without a VF' testpmd_start plug -a "$PLAIN"

check 'no packet is lost' testpmd_forward vfs sleep 5
check 'no packet is lost during a thousand rotations' \
	testpmd_forward vfs testpmd_rotate pf 1000 "generate:$key"
check "no packet is lost when the PF's owner is killed and restarts" \
	testpmd_forward vfs killed_and_back
check 'no packet is lost when another VF is refused, then opened' \
	testpmd_forward vfs refused_and_opened
check 'no packet is lost when another VF is plugged in and out' testpmd_forward vfs plugged
check 'no packet is lost when a secondary reads the counters' testpmd_forward vfs read_by_secondary
for name in plug vfs pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done
dmesg_expect "$other: VF token required to access device"
dmesg_expect "$other: Incorrect VF token provided for device"
