# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Figures for bench.py: packets per second between two guarded VFs.
# limit: 1800
# Without and with our code, then without and with rotations.

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

# type_for_5_seconds COMMAND: to the PF's owner, once a second, without a process for
# each wait
type_for_5_seconds() {
	local i never
	exec {never}<> <(:)
	for ((i = 0; i < 5; i++)); do
		echo "$1" >&"${TESTPMD_FD[pf]}"
		read -rt 1 -u "$never" || true
	done
	exec {never}<&-
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
for ((pair = 0; pair < PAIRS; pair++)); do
	# a command costs packets, too: the owner shares the emulated processors
	echo "figure pps-while-rotating without 1 $(pps type_for_5_seconds 'vf_token show')"
	echo "figure pps-while-rotating with 1 $(pps type_for_5_seconds "vf_token rotate $PF0 generate:$key")"
done
check_grep 'each rotation succeeded' \
	"rotations: $((5 * PAIRS))," <(testpmd_type pf 'vf_token show')
testpmd_stop vfs
testpmd_stop pf
