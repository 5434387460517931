# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A token is visible nowhere, whatever its source.
# limit: 900

# not net_virtio's: from 23.11 on, it crashes when telemetry is asked for /ethdev/rx_queue
pf=$IGB0 vf=$(_vf "$IGB0" 0) other=$IGB1

# search NAME TOKEN [FILE...]: prints find-secret.py's report on a running testpmd
search() {
	local name=$1 token=$2 pid
	shift 2
	pid=${PID-${TESTPMD_PID[$name]}}
	"$VM_DIR/find-secret.py" ${pid:+--pid "$pid"} ${TELEMETRY:+--telemetry "$TELEMETRY"} "$@" \
		<<<"$token" | tee "$STATE/found"
}
places() { sed -n 's/^places: //p' "$STATE/found"; }

# shown_nowhere NAME TOKEN FILE...
shown_nowhere() {
	search "$@"
	[[ $(places) == 0 ]]
}

# runs NAME SOURCE TOKEN: runs testpmd on the PF with everything logged and traced
runs() {
	local name=$1 source=$2 token=$3
	check "$name: testpmd opens the PF" testpmd_start "$name" -a "$pf" \
		--log-level='lib.*:debug' --trace='.*' --trace-dir="$STATE" "$source"
	TELEMETRY=/var/run/dpdk/$name/dpdk_telemetry.v2 \
		check "$name: the token is visible nowhere" \
		shown_nowhere "$name" "$token" "$(testpmd_log "$name")"
	check "$name: one protected page holds the token" grep -q '^protected: 1 of ' "$STATE/found"
	check "$name: a VF opens with the token" opens_vf "$token"
	check "$name: testpmd exits cleanly" testpmd_stop "$name"
	check "$name: no trace shows the token" find_in_files "$token"
}

# if a VF opens with it, the search was for the real token
opens_vf() {
	DPDK_VFIO_VF_TOKEN=$1 testpmd_start user -a "$vf" && testpmd_stop user
}

find_in_files() {
	local files
	mapfile -t files < <(find "$STATE" -path "*-*-*-*" -type f)
	[[ ${#files[@]} -gt 0 ]] || { echo 'there is no trace'; return 1; }
	"$VM_DIR/find-secret.py" "${files[@]}" <<<"$1" | tee "$STATE/found"
	rm -rf "${files[@]%/*}"
	[[ $(places) == 0 ]]
}

option=--vfio-vf-token
token=$(uuid)
runs uuid "$option=$token" "$token"
token=$(uuid)
runs address "$option=${pf#0000:}=${token^^}" "$token"

token=$(uuid)
(umask 077; echo "$token" >"$STATE/token")
runs file "$option=file:$STATE/token" "$token"

check 'generate: testpmd opens the PF' testpmd_start first -a "$pf" "$option=generate:$STATE/made"
check 'generate: testpmd exits cleanly' testpmd_stop first
check "generate: only the file's owner can access it" test "$(stat -c %a "$STATE/made")" = 600
runs generate "$option=generate:$STATE/made" "$(<"$STATE/made")"

token=$(uuid)
exec 7< <(printf '%s' "$token")
runs fd "$option=fd:7" "$token"
exec 7<&-

token=$(uuid)
export VF_SECRET=$token
runs env "$option=env:VF_SECRET" "$token"
unset VF_SECRET

token=$(uuid)
export DPDK_VFIO_VF_TOKEN=$other=random,$pf=$token
runs variable --no-hpet "$token"
unset DPDK_VFIO_VF_TOKEN

check 'random: testpmd opens the PF' testpmd_start random -a "$pf" "$option=random"
check_grep "random: the PF's token is set" "EAL: $pf: VF token set" "$(testpmd_log random)"
check 'random: testpmd exits cleanly' testpmd_stop random

# tokens that are set at run time, and the ones that they replace
rotated_nowhere() {
	TELEMETRY=/var/run/dpdk/rotated/dpdk_telemetry.v2 \
		shown_nowhere rotated "$1" "$(testpmd_log rotated)"
}
first=$(uuid) second=$(uuid)
(umask 077; echo "$second" >"$STATE/token")
check 'rotated: testpmd opens the PF' testpmd_start rotated -a "$pf" "$option=$first"
testpmd_type rotated "vf_token set $other file:$STATE/token" >/dev/null
testpmd_type rotated "vf_token rotate $pf file:$STATE/token" >/dev/null
check 'rotated: a VF opens with the new token' opens_vf "$second"
for token in "$first" "$second"; do
	check 'rotated: the token is visible nowhere' rotated_nowhere "$token"
done
testpmd_type rotated "vf_token rotate $pf generate:$STATE/token" >/dev/null
check 'rotated: a VF opens with the generated token' opens_vf "$(<"$STATE/token")"
for token in "$second" "$(<"$STATE/token")"; do
	check 'rotated: the token is visible nowhere' rotated_nowhere "$token"
done
check 'rotated: testpmd exits cleanly' testpmd_stop rotated

# the search works: it finds a planted token
token=$(uuid)
(umask 077; echo "$token" >"$STATE/token")
export PLANTED=$token
check 'planted: testpmd opens the PF' testpmd_start planted -a "$pf" "$option=file:$STATE/token"
search planted "$token" "$STATE/token"
check_grep 'a planted token is found in the environment' '^environ$' "$STATE/found"
check_grep 'a planted token is found in memory' '^memory .*stack.*: text$' "$STATE/found"
check_grep 'a planted token is found in a file' '^file token$' "$STATE/found"
unset PLANTED
check 'planted: testpmd exits cleanly' testpmd_stop planted

# The option has the token as text, the only way in stock DPDK. Count the places that
# show it in the running process, in its core dump, and in a process after
# rte_eal_cleanup(), whose last system call is delayed.

echo "$STATE/core" >/proc/sys/kernel/core_pattern
echo 0 >/proc/sys/kernel/core_uses_pid
ulimit -c unlimited
cat >"$STATE/held" <<EOF
#!/bin/sh
exec strace -f --seccomp-bpf -qq -o "$STATE/strace" -e trace=exit_group \\
	-e inject=exit_group:delay_enter=60000000 "\$HELD" "\$@"
EOF
chmod +x "$STATE/held"

# exit_group, on x86-64
_exits() { grep -q '^231 ' "/proc/$1/syscall"; }

# tally NAME PROGRAM: sets COUNTS
tally() {
	local name=$1 token pid
	token=$(uuid)
	TESTPMD=$2
	check "$name: testpmd opens the PF" \
		testpmd_start "$name" -a "$pf" --log-level='lib.*:debug' "$option=$token"
	TELEMETRY=/var/run/dpdk/$name/dpdk_telemetry.v2 \
		search "$name" "$token" "$(testpmd_log "$name")"
	COUNTS=$(places)
	kill -ABRT "${TESTPMD_PID[$name]}"
	wait "${TESTPMD_PID[$name]}" || true
	testpmd_kill "$name"
	check "$name: there is a core dump" test -s "$STATE/core"
	PID= search "$name" "$token" "$STATE/core"
	COUNTS+=", $(places)"
	rm -f "$STATE/core"

	export HELD=$2
	TESTPMD=$STATE/held
	check "$name: testpmd opens the PF again" testpmd_start "$name" -a "$pf" "$option=$token"
	pid=${TESTPMD_PID[$name]} # of strace
	pid=$(<"/proc/$pid/task/$pid/children")
	pid=${pid%% *}
	printf 'quit\n' >&"${TESTPMD_FD[$name]}"
	check "$name: testpmd says bye" wait_for 30 grep -q '^Bye' "$(testpmd_log "$name")"
	check "$name: testpmd reaches its last system call" wait_for 60 _exits "$pid"
	PID=$pid search "$name" "$token"
	COUNTS+=", $(places)"
	kill -KILL "$pid"
	testpmd_kill "$name"
}

tally ours "$TESTPMD"
ours=$COUNTS
check 'the token is visible nowhere: running, in a core dump, after cleanup' \
	test "$ours" = '0, 0, 0'
check 'no protected page is left after cleanup' grep -qx 'protected: 0 of 0 pages' "$STATE/found"
if [[ ${TESTPMD_STOCK-} ]]; then
	tally stock "$TESTPMD_STOCK"
	check_not 'stock DPDK shows the token' test "${COUNTS%%,*}" = 0
	ok "places (running, core dump, after cleanup): $ours here, $COUNTS in stock DPDK"
else
	skip 'places that show the token in stock DPDK' 'devtools/build.sh --stock builds it'
fi
