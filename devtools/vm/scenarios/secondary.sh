# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Secondary processes on a guarded PF and VF, without a token.

token=$(uuid)
proc_info=("$PROC_INFO" --no-telemetry)
procs=(--num-procs=2 --proc-id=0)

# except for the memory that they share, and without their numbers: EAL's interrupt
# thread opens its epoll descriptor anew when it learns of another device
descriptors() { find "/proc/${TESTPMD_PID[$1]}/fd" -type l -printf '%l\n' | grep -v /dev/hugepages/ | sort; }
remember() { descriptors "$1" >"$STATE/$1.fds"; }
_same() { diff "$STATE/$1.fds" <(descriptors "$1"); }
# until the primary has the previous ones, as it may still be answering
as_before() { wait_for 60 _same "$1"; }

secondary() { # NAME PRIMARY ADDRESS...
	local name=$1 primary=$2 devs=()
	shift 2
	for dev; do devs+=(-a "$dev"); done
	testpmd_start "$name" --file-prefix "$primary" --proc-type secondary "${devs[@]}" \
		-- --num-procs=2 --proc-id=1
}

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'and another its VFs' testpmd_start vf -a "$PF0_VF0" -a "$PF0_VF1" \
	--vfio-vf-token="$token" -- "${procs[@]}"
remember vf
remember pf
vf_token_status vf >"$STATE/status"
check_grep 'telemetry tells of the first' \
	"\"device\": \"$PF0_VF0\", \"role\": \"VF\", \"pf\": \"$PF0\", \"token\": \"presented\"" "$STATE/status"

check 'dpdk-proc-info reads the PF' "${proc_info[@]}" --file-prefix pf -a "$PF0" -- --stats
check_grep 'and says so' 'NIC statistics for port 0' "$LOGDIR/check.out"
check 'dpdk-proc-info reads a VF' "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
check_grep 'and says so' 'NIC statistics for port 0' "$LOGDIR/check.out"
check 'a secondary testpmd takes both VFs' secondary sec vf "$PF0_VF0" "$PF0_VF1"
testpmd_type sec 'vf_token show' >"$STATE/answer"
if grep -q 'Command not found' "$STATE/answer"; then skip 'its status tells' 'a stock testpmd'; else
	check_grep 'its status tells' \
		"$PF0_VF0: VF of $PF0, VF token not used: opened by the primary process" "$STATE/answer"
fi
check 'another secondary beside it' "${proc_info[@]}" --file-prefix vf -a "$PF0_VF1" -- --stats
check 'it ends in good order' testpmd_stop sec
check_no_secret "$token" "$(testpmd_log sec)"
check 'the primary'"'"'s status is as before' diff "$STATE/status" <(vf_token_status vf)
check 'the primary has its descriptors as before' as_before vf

# several at a time
pids=()
for i in 1 2 3; do
	"${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats >"$LOGDIR/together.$i" 2>&1 &
	pids+=($!)
done
for pid in "${pids[@]}"; do check 'one of three at once' wait "$pid"; done

check 'a secondary in the middle' secondary killed vf "$PF0_VF0"
testpmd_kill killed
check 'is killed, and the primary goes on' testpmd_type vf 'show port info 0'

# killed while it waits for an answer, which then finds no receiver
kill -STOP "${TESTPMD_PID[vf]}"
"${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats >"$LOGDIR/waiting" 2>&1 &
pid=$!
sleep 2
kill -KILL $pid
wait $pid || true
kill -CONT "${TESTPMD_PID[vf]}"
check 'and one that waits for an answer' testpmd_type vf 'show port info 0'
check 'the primary has its descriptors as before' as_before vf

# a primary that is busy for longer than a secondary waits
kill -STOP "${TESTPMD_PID[vf]}"
check_not 'a primary that does not answer has no secondary' \
	timeout 60 "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
kill -CONT "${TESTPMD_PID[vf]}"
check 'and has one when it answers' "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
check 'the primary has its descriptors as before' as_before vf

check_not 'a device that the primary does not have' \
	"${proc_info[@]}" --file-prefix vf -a "$PF1_VF0" -- --stats
check 'the primary has its descriptors as before' as_before vf
check 'so has the other' as_before pf

# testpmd checks twice a second whether its primary is alive
check 'a secondary of a primary' secondary orphan vf "$PF0_VF0"
testpmd_kill vf
check 'that is gone ends by itself' wait_for 60 _ended orphan
check_grep 'and says so' '^Primary process is no longer active' "$(testpmd_log orphan)"
check_not 'a primary that is gone has no new ones' \
	timeout 60 "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
testpmd_kill orphan
check 'the VF is free again' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$token"
for name in vf pf; do check "testpmd $name ends in good order" testpmd_stop $name; done

if [[ ${VM_CDEV-} ]]; then
	skip 'requests that are late, or killed' 'in cdev mode, DPDK itself hands devices over'
	exit
fi
# dpdk-test has only secondaries of its own kind
mkfifo "$STATE/both.in"
exec {in}<>"$STATE/both.in"
"$DPDK_TEST" -l 0 --file-prefix both -a "$PF0" -a "$PF0_VF0" --vfio-vf-token="$token" \
	<"$STATE/both.in" >"$LOGDIR/both.log" 2>&1 &
TESTPMD_PID[both]=$! TESTPMD_FD[both]=$in
check 'a primary with a PF and its VF' wait_for 60 grep -q 'RTE>>' "$LOGDIR/both.log"
remember both
check 'a secondary gets what it asks for, however late' env \
	DPDK_TEST=vfio_vf_token_secondary_autotest VFIO_RULES_PF="$PF0" \
	VFIO_RULES_VF="$PF0_VF0" VFIO_RULES_PRIMARY="${TESTPMD_PID[both]}" \
	"$DPDK_TEST" -l 1 --file-prefix both --proc-type secondary --no-pci
check_grep 'from both devices' 'the first is a PF, the second is none' "$LOGDIR/output"
check 'the primary has its descriptors as before' as_before both

# one that asks continuously: killed, and then its primary
asks() {
	local log=$LOGDIR/asking.$1
	env DPDK_TEST=vfio_vf_token_requests_autotest VFIO_RULES_PF="$PF0" \
		"$DPDK_TEST" -l 1 --file-prefix both --proc-type secondary --no-pci >"$log" 2>&1 &
	asking=$!
	wait_for 60 grep -q 'the primary answers' "$log"
}
check 'a secondary asks again and again' asks 1
kill -STOP "${TESTPMD_PID[both]}"
sleep 1
kill -KILL $asking
wait $asking || true
kill -CONT "${TESTPMD_PID[both]}"
check 'it is killed, and the primary has its descriptors as before' as_before both
check 'another asks' asks 2
testpmd_kill both
check 'its primary is killed, and it is told and keeps nothing' wait $asking
check_grep 'which is that nobody is there' '[0-9] answers, then none' "$LOGDIR/asking.2"
