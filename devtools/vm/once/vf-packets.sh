# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Packets between two guarded VFs: whatever happens to the PF and beside them, none is lost.

case $PF0 in
"$IGB0") skip 'packets between VFs' "this QEMU's virtio-net has no VFs, and those of igb move no packet" && exit ;;
esac

# the emulation is busy with packets: the log stays in the guest's memory
TESTPMD_LOGS=$STATE
trap 'cp "$STATE"/*.log "$LOGDIR/"' EXIT
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

check 'testpmd takes the PF' owner
check 'and another two VFs, by net_virtio' testpmd_start vfs -a "$PF0_VF0" -a "$PF0_VF1" \
	--vfio-vf-token="file:$key" -- --num-procs=2 --proc-id=0
check_grep 'which is their driver' 'Driver name: net_virtio' <(testpmd_type vfs 'show port info all')
check 'and a third has none yet' testpmd_start plug -a "$PLAIN"

check 'no packet is lost' testpmd_forward vfs sleep 5
check 'nor while the token is rotated a thousand times' \
	testpmd_forward vfs testpmd_rotate pf 1000 "generate:$key"
check 'nor while the PF'"'"'s owner is killed and comes back' testpmd_forward vfs killed_and_back
check 'nor while another VF is refused and opened' testpmd_forward vfs refused_and_opened
check 'nor while another VF is plugged in and out' testpmd_forward vfs plugged
check 'nor while a secondary reads the counters' testpmd_forward vfs read_by_secondary
for name in plug vfs pf; do check "testpmd $name ends in good order" testpmd_stop $name; done
dmesg_expect "$other: VF token required to access device"
dmesg_expect "$other: Incorrect VF token provided for device"
