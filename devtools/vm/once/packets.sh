# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Rotations while testpmd forwards between two PFs: no packet is lost by them.

# the emulation is busy with packets: the log stays in the guest's memory
TESTPMD_LOGS=$STATE
trap 'cp "$STATE"/*.log "$LOGDIR/"' EXIT
log=$(testpmd_log pf)

# forward NAME COMMAND...: packets run in circles between the ports meanwhile;
# afterwards each port has received what the other has sent, and dropped none
forward() {
	local name=$1 sent received
	shift
	testpmd_type pf 'clear port stats all' >/dev/null
	testpmd_type pf 'start tx_first 2' >/dev/null
	sleep 1
	"$@"
	sleep 1
	testpmd_type pf stop >"$STATE/$name.forwarded"
	testpmd_type pf 'show port stats all' >"$STATE/$name.stats"
	grep -E 'statistics|packets|dropped' "$STATE/$name".*
	mapfile -t sent < <(sed -n 's/.*TX-packets: *\([0-9]*\).*/\1/p' "$STATE/$name.stats")
	mapfile -t received < <(sed -n 's/.*RX-packets: *\([0-9]*\) *RX-missed: *0 .*/\1/p' "$STATE/$name.stats")
	echo "$name: sent ${sent[*]}, received ${received[*]}"
	[[ ${sent[0]} -gt 10000 && ${sent[0]} == "${received[1]}" && ${sent[1]} == "${received[0]}" ]] &&
		[[ $(grep -c 'dropped: 0 ' "$STATE/$name.forwarded") -eq 6 ]]
}

rotated() { grep -c "EAL: $PF0: VF token rotated" "$log" || true; }
_rotated() { [[ $(rotated) -ge $1 ]]; }
rotate() {
	local i n
	n=$(($(rotated) + $1))
	for ((i = 0; i < $1; i++)); do echo 'vf_token rotate 0 random'; done >&"${TESTPMD_FD[pf]}" &
	wait_for 120 _rotated $n
	wait_for 10 _idle
}
# nothing more comes from the prompt
_idle() { local n=$(_prompts pf); sleep 0.5; [[ $(_prompts pf) == "$n" ]]; }

check 'testpmd takes two PFs' testpmd_start pf -a "$PF0" -a "$PF1" --vfio-vf-token="$(uuid)"
check 'without rotation it loses no packet' forward quiet sleep 5
check 'and none while it rotates a thousand times' forward rotated rotate 1000
check 'the tokens were rotated' test "$(rotated)" -eq 1000

# every ioctl of every thread
strace -f -qq -e trace=ioctl -o "$STATE/trace" -p "${TESTPMD_PID[pf]}" &
pid=$!
wait_for 10 test -e "$STATE/trace"
sleep 1
check 'twenty more, traced' rotate 20
kill $pid
wait $pid || true
check 'a rotation is one ioctl' test "$(grep -c VFIO_DEVICE_FEATURE "$STATE/trace")" -eq 20
check 'and nothing else' test "$(grep -c 'ioctl(' "$STATE/trace")" -eq 20
check 'testpmd ends in good order' testpmd_stop pf
