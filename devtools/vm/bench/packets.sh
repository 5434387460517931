# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Figures for bench.py: packets per second between two guarded VFs.
# limit: 1800
# Without and with our code, then while the PF's owner is idle, runs another command,
# and rotates.

PAIRS=${PAIRS:-7}
key=$STATE/key
declare -A program=([without]=$TESTPMD_STOCK [with]=$TESTPMD)

# forward WHO: makes packets circulate between two VFs
forward() {
	TESTPMD=${program[$1]} testpmd_start vfs -a "$PF0_VF0" -a "$PF0_VF1" --vfio-vf-token="$(<"$key")" || return
	testpmd_type vfs 'start tx_first 2'
	sleep 1
}

# pps COMMAND...: packets received per second while COMMAND runs, as testpmd counts them
pps() {
	testpmd_type vfs 'show port stats all' >/dev/null
	"$@" || return
	testpmd_type vfs 'show port stats all' | awk '/Rx-pps/ { n += $2 } END { print n }'
}

# type_for_10_seconds COMMAND: to the PF's owner, once a second, without a process for
# each wait
type_for_10_seconds() {
	local i never
	exec {never}<> <(:)
	for ((i = 0; i < 10; i++)); do
		echo "$1" >&"${TESTPMD_FD[pf]}"
		read -rt 1 -u "$never" || true
	done
	exec {never}<&-
}

# measure WHAT: packets per second while the PF's owner does that
measure() {
	case $1 in
	nothing) pps sleep 10 ;;
	command) pps type_for_10_seconds 'vf_token show' ;;
	rotation) pps type_for_10_seconds "vf_token rotate $PF0 generate:$key" ;;
	esac
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"
for ((pair = 0; pair < PAIRS; pair++)); do
	for who in without with; do
		check "$who our code: packets circulate" forward "$who"
		echo "figure pps $who 1 $(pps sleep 5)"
		testpmd_stop vfs
	done
done
check 'packets circulate for the rotations' forward with
# A command costs packets, too: the owner shares the emulated processors. Each round
# reverses the order, so that a drift of the machine affects all alike.
order=(nothing command rotation)
for ((pair = 0; pair < PAIRS; pair++)); do
	declare -A rate=()
	for what in "${order[@]}"; do
		rate[$what]=$(measure "$what")
	done
	echo "figure pps-while-rotating without 1 ${rate[nothing]}"
	echo "figure pps-while-rotating with 1 ${rate[rotation]}"
	echo "figure pps-rotation-for-command without 1 ${rate[command]}"
	echo "figure pps-rotation-for-command with 1 ${rate[rotation]}"
	order=("${order[2]}" "${order[1]}" "${order[0]}")
done
check_grep 'each rotation succeeded' \
	"rotations: $((10 * PAIRS))," <(testpmd_type pf 'vf_token show')
testpmd_stop vfs
testpmd_stop pf
