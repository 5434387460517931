# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Rotations while testpmd forwards between two PFs: they lose no packet.

# the emulation is busy with packets: the log stays in the guest's memory
TESTPMD_LOGS=$STATE
trap 'cp "$STATE"/*.log "$LOGDIR/"' EXIT
log=$(testpmd_log pf)

# forward NAME COMMAND...: packets circulate between the ports meanwhile;
# afterwards each port has received what the other has sent, and dropped none
forward() {
	local name=$1 sent received
	shift
	testpmd_type pf 'clear port stats all' >/dev/null
	testpmd_type pf 'start tx_first 2' >/dev/null
	sleep 1
	"$@" || return
	sleep 1
	testpmd_type pf stop >"$STATE/$name.forwarded"
	wait_for 60 _settled "$name" || return # packets still on the cable arrive
	grep -E 'statistics|packets|dropped' "$STATE/$name".*
	mapfile -t sent < <(sed -n 's/.*TX-packets: *\([0-9]*\).*/\1/p' "$STATE/$name.stats")
	mapfile -t received < <(sed -n 's/.*RX-packets: *\([0-9]*\) *RX-missed: *0 .*/\1/p' "$STATE/$name.stats")
	echo "$name: sent ${sent[*]}, received ${received[*]}"
	[[ ${sent[0]} -gt 10000 && ${sent[0]} == "${received[1]}" && ${sent[1]} == "${received[0]}" ]] &&
		[[ $(grep -c 'dropped: 0 ' "$STATE/$name.forwarded") -eq 6 ]]
}

# the counters have stopped
_settled() {
	testpmd_type pf 'show port stats all' >"$STATE/earlier"
	sleep 1
	testpmd_type pf 'show port stats all' >"$STATE/$1.stats"
	diff <(grep packets "$STATE/earlier") <(grep packets "$STATE/$1.stats")
}

check 'testpmd takes two PFs' testpmd_start pf -a "$PF0" -a "$PF1" --vfio-vf-token="$(uuid)"
check 'without rotation it loses no packet' forward quiet sleep 5
check 'and none while it rotates a thousand times' forward rotated testpmd_rotate pf 1000 random
check 'the tokens were rotated' test "$(grep -c "EAL: $PF0: VF token rotated" "$log")" -eq 1000

# every ioctl of every thread
strace -f -qq -e trace=ioctl -o "$STATE/trace" -p "${TESTPMD_PID[pf]}" &
pid=$!
_traced() { ! grep -Eq '^TracerPid:\s0$' /proc/"${TESTPMD_PID[pf]}"/task/*/status; }
check 'every thread is traced' wait_for 60 _traced
check 'twenty more, traced' testpmd_rotate pf 20 random
kill $pid
wait $pid || true
check 'a rotation is one ioctl' test "$(grep -c VFIO_DEVICE_FEATURE "$STATE/trace")" -eq 20
check 'and nothing else' test "$(grep -c 'ioctl(' "$STATE/trace")" -eq 20
check 'testpmd ends in good order' testpmd_stop pf
