# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Figures for bench.py: opening devices with stock DPDK and with ours.
# limit: 3600
# Each figure is a line "figure NAME without|with N VALUE": "without" is stock DPDK.

TESTPMD_SECONDS=300
token=$(uuid)
ours=$TESTPMD
vfs_of() { local i; for ((i = 0; i < $2; i++)); do _vf "$1" "$i"; done; }

# traced WHO PROGRAM NAME DEVICE: counts and times the calls that open the device
traced() {
	local who=$1 program=$2 name=$3 dev=$4
	cat >"$STATE/traced" <<END
#!/bin/sh
exec strace -D -f -T -qq -e trace=ioctl -e status=successful,failed -o "$STATE/trace" "$program" "\$@"
END
	chmod +x "$STATE/traced"
	TESTPMD=$STATE/traced
	check "$name, $who our code: testpmd starts" \
		testpmd_start "$name" -a "$dev" --vfio-vf-token="$token"
	testpmd_stop "$name"
	wait_for 5 _strace_ended
	echo "figure $name-calls $who 1 $(grep -c VFIO_GROUP_GET_DEVICE_FD "$STATE/trace")"
	echo "figure $name-ioctls $who 1 $(grep -c 'VFIO_' "$STATE/trace")"
	awk -v p="figure $name-us $who 1 " '/VFIO_GROUP_GET_DEVICE_FD/ {
		gsub(/[<>]/, "", $NF); t += $NF } END { print p t * 1000000 }' "$STATE/trace"
}

_strace_ended() { ! pidof -q strace; }

# several WHO PROGRAM DEVICE...: milliseconds until testpmd has opened all VFs
several() {
	local who=$1 devs=() dev began
	TESTPMD=$2
	shift 2
	for dev; do devs+=(-a "$dev"); done
	began=$(date +%s%N)
	check "$# VFs, $who our code: testpmd starts" testpmd_start many "${devs[@]}" \
		--vfio-vf-token="$token" -- --total-num-mbufs=16384
	echo "figure vfs-ms $who $# $((($(date +%s%N) - began) / 1000000))"
	testpmd_stop many
}

NO_VIRTIO=yes # its PF has fewer VFs
reset_devices 7
reset_by default
mapfile -t vfs < <(vfs_of "$PF0" 7; vfs_of "$PF1" 7)
TESTPMD=$ours
check 'testpmd opens the PFs' testpmd_start owner -a "$PF0" -a "$PF1" --vfio-vf-token="$token"
for round in 1 2; do
	echo "round $round"
	for program in "without $TESTPMD_STOCK" "with $ours"; do
		# shellcheck disable=SC2086 # two words
		traced $program vf "${vfs[0]}"
		for n in 1 2 4 8 14; do
			# shellcheck disable=SC2086
			several $program "${vfs[@]:0:n}"
		done
	done
done
testpmd_stop owner
for round in 1 2 3; do
	for program in "without $TESTPMD_STOCK" "with $ours"; do
		# shellcheck disable=SC2086
		traced $program pf "$PF0"
		# shellcheck disable=SC2086
		traced $program plain "$PLAIN"
	done
done
dmesg_expect "$PLAIN: VF token incorrectly provided" # by stock DPDK
