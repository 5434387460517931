#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# First process of the test guest, started by init. It runs the scenarios named in
# /run/vm/job, reports to /run/vm/report, and powers off. Lines of the report are
# "@ready", "@start NAME LIMIT", "@end NAME", "@shell", "@resume", "@done" and
# "@beat" (a sign of life); all others are TAP.
set -u

export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C
run=/run/vm
logs=/run/logs # in memory, as testpmd writes each character of its prompt by itself
cd "${0%/*}" || exit
. ./lib.sh
exec 9>>"$run/report"

# runs one scenario in its own process group
# shellcheck disable=SC2016 # expanded by the new shell
one='set -euo pipefail; . ./lib.sh; reset_devices; . "$SCENARIO"'

# kills all processes that the scenario with process group $1 has left
end_group() {
	kill -KILL -- "-$1" 2>/dev/null
	while kill -0 -- "-$1" 2>/dev/null; do sleep 0.1; done
}

# copies new logs to the host
save_logs() { cp -ru "$logs/." "$run/"; }

# reports points about kernel messages since the start of the scenario
kernel_points() {
	local lines regex bad='WARNING:|BUG:|Oops|Call Trace|general protection'
	dmesg | awk -v m="$mark" 'on; index($0, m) { on = 1; print }' >"$LOGDIR/dmesg"
	[[ -s $LOGDIR/dmesg ]] || not_ok 'the kernel log is complete'
	lines=$(grep -E -A 4 "$bad" "$LOGDIR/dmesg" | head -n 20)
	if [[ -z $lines ]]; then ok 'the kernel log has no warning'; else
		not_ok 'the kernel log has no warning' "$lines"
	fi
	grep -i 'vf token' "$LOGDIR/dmesg" >"$LOGDIR/dmesg.token"
	lines=$(<"$LOGDIR/dmesg.token")
	while read -r regex; do
		check_grep "the kernel logged: $regex" "$regex" "$LOGDIR/dmesg.token"
		lines=$(grep -Ev -- "$regex" <<<"$lines")
	done <"$STATE/expect"
	if [[ -z $lines ]]; then ok 'the kernel logged nothing else about VF tokens'; else
		not_ok 'the kernel logged nothing else about VF tokens' "$lines"
	fi
}

shell() {
	stty -F /dev/ttyS1 sane rows "$VM_ROWS" cols "$VM_COLUMNS"
	echo @shell >&9
	TERM=$VM_TERM setsid -c bash --rcfile ./shell.rc -i <>/dev/ttyS1 >&0 2>&1 9>&-
	echo @resume >&9
}

run_scenario() {
	local name=$1 pid status=0 limit began=$SECONDS
	export SCENARIO=$VM_SCENARIOS/$name.sh LOGDIR=$logs/$name
	limit=$(sed -n 's/^# limit: *\([0-9]\+\).*/\1/p' "$SCENARIO" | head -n 1)
	limit=${limit:-$VM_LIMIT}
	echo "@start $name $limit" >&9
	mark="vm: scenario $name starts"
	echo "$mark" >/dev/kmsg
	rm -rf "$STATE"
	mkdir -p "$STATE" "$LOGDIR"
	: >"$STATE/expect"
	: >"$LOGDIR/points"
	setsid timeout -k 5 "$limit" bash -c "$one" "$name" >"$LOGDIR/output" 2>&1 </dev/null &
	pid=$!
	wait "$pid" || status=$?
	if ((SECONDS - began >= limit)); then
		not_ok "the scenario finishes within $limit s" "$(tail -n 8 "$LOGDIR/output")"
	elif [[ $status -ne 0 ]]; then
		not_ok "the scenario completes (exit status $status)" "$(tail -n 8 "$LOGDIR/output")"
	elif [[ ! -s $LOGDIR/points ]]; then
		not_ok 'the scenario reports at least one point'
	fi
	# the user of the shell may want to see what is still running
	[[ $VM_SHELL == on-failure ]] || end_group "$pid"
	kernel_points
	if [[ $VM_SHELL == on-failure ]] && grep -q '^not ok' "$LOGDIR/points"; then shell; fi
	end_group "$pid"
	save_logs
	echo "@end $name" >&9
}

echo 768 >/proc/sys/vm/nr_hugepages
# without the container of group mode, DPDK uses cdev mode
[[ ! ${VM_CDEV-} ]] || rm /dev/vfio/vfio
echo "@ready $(uname -r)" >&9
mkdir "$logs"
while sleep 10; do
	echo @beat >&9
	save_logs
done &
for name in $VM_RUN; do run_scenario "$name"; done
if [[ $VM_SHELL == always ]]; then
	LOGDIR=$logs/shell
	mkdir -p "$STATE" "$LOGDIR"
	export LOGDIR
	shell
fi
save_logs
echo @done >&9
sync
echo o >/proc/sysrq-trigger
while :; do :; done # programs can no longer be started
