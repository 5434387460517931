# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Secondary processes use a guarded PF and VF without a token.

token=$(uuid)
proc_info=("$PROC_INFO" --no-telemetry)
procs=(--num-procs=2 --proc-id=0)

# without shared memory, and without their numbers: EAL's interrupt thread reopens its
# epoll descriptor when it gets another device
descriptors() { find "/proc/${TESTPMD_PID[$1]}/fd" -type l -printf '%l\n' | grep -v /dev/hugepages/ | sort; }
remember() { descriptors "$1" >"$STATE/$1.fds"; }
_same() { diff "$STATE/$1.fds" <(descriptors "$1"); }
# waits until the primary has its previous descriptors: it may still be answering
as_before() { wait_for 60 _same "$1"; }

secondary() { # NAME PRIMARY ADDRESS...
	local name=$1 primary=$2 devs=()
	shift 2
	for dev; do devs+=(-a "$dev"); done
	testpmd_start "$name" --file-prefix "$primary" --proc-type secondary "${devs[@]}" \
		-- --num-procs=2 --proc-id=1
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another testpmd opens its VFs' testpmd_start vf -a "$PF0_VF0" -a "$PF0_VF1" \
	--vfio-vf-token="$token" -- "${procs[@]}"
remember vf
remember pf
vf_token_status vf >"$STATE/status"
check_grep 'telemetry reports the first VF' \
	"\"device\": \"$PF0_VF0\", \"role\": \"VF\", \"pf\": \"$PF0\", \"token\": \"presented\"" "$STATE/status"

check 'dpdk-proc-info reads the PF' "${proc_info[@]}" --file-prefix pf -a "$PF0" -- --stats
check_grep "dpdk-proc-info prints the PF's statistics" \
	'NIC statistics for port 0' "$STATE/check.out"
check 'dpdk-proc-info reads a VF' "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
check_grep "dpdk-proc-info prints the VF's statistics" \
	'NIC statistics for port 0' "$STATE/check.out"
check 'a secondary testpmd opens both VFs' secondary sec vf "$PF0_VF0" "$PF0_VF1"
testpmd_type sec 'vf_token show' >"$STATE/answer"
if grep -q 'Command not found' "$STATE/answer"; then
	skip 'the secondary reports that the primary opened the VF' 'stock testpmd lacks vf_token'
else
	check_grep 'the secondary reports that the primary opened the VF' \
		"$PF0_VF0: VF of $PF0, VF token not used: opened by the primary process" "$STATE/answer"
fi
check 'another secondary runs at the same time' \
	"${proc_info[@]}" --file-prefix vf -a "$PF0_VF1" -- --stats
check 'the secondary testpmd exits cleanly' testpmd_stop sec
check_no_secret "$token" "$(testpmd_log sec)"
check "the primary's status is unchanged" diff "$STATE/status" <(vf_token_status vf)
check "the primary's descriptors are unchanged" as_before vf

# several at a time
pids=()
for i in 1 2 3; do
	"${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats >"$LOGDIR/together.$i" 2>&1 &
	pids+=($!)
done
for pid in "${pids[@]}"; do check 'one of three concurrent secondaries succeeds' wait "$pid"; done

check 'a secondary starts, to be killed' secondary killed vf "$PF0_VF0"
testpmd_kill killed
check 'the primary keeps running when a secondary is killed' testpmd_type vf 'show port info 0'

# a secondary is killed while it waits, so nobody receives the answer
kill -STOP "${TESTPMD_PID[vf]}"
"${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats >"$LOGDIR/waiting" 2>&1 &
pid=$!
sleep 2
kill -KILL $pid
wait $pid || true
kill -CONT "${TESTPMD_PID[vf]}"
check 'the primary keeps running when a waiting secondary is killed' \
	testpmd_type vf 'show port info 0'
check "the primary's descriptors are unchanged" as_before vf

# the primary is busy for longer than a secondary waits
kill -STOP "${TESTPMD_PID[vf]}"
check_not 'a secondary fails if the primary does not answer' \
	timeout 60 "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
kill -CONT "${TESTPMD_PID[vf]}"
check 'a secondary starts when the primary answers again' \
	"${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
check "the primary's descriptors are unchanged" as_before vf

check_not 'a secondary fails on a device that the primary does not have' \
	"${proc_info[@]}" --file-prefix vf -a "$PF1_VF0" -- --stats
check "the primary's descriptors are unchanged" as_before vf
check "the descriptors of the PF's owner are unchanged" as_before pf

# newer point releases of testpmd check twice a second whether the primary is alive
check 'a secondary starts, to lose its primary' secondary orphan vf "$PF0_VF0"
testpmd_kill vf
if grep -q 'Primary process is no longer active' "$TESTPMD"; then
	check 'the secondary exits when its primary is gone' wait_for 60 _ended orphan
	check_grep 'the secondary says that its primary is gone' \
		'^Primary process is no longer active' "$(testpmd_log orphan)"
else
	skip 'the secondary exits when its primary is gone' 'this testpmd does not check'
fi
check_not 'no secondary starts when the primary is gone' \
	timeout 60 "${proc_info[@]}" --file-prefix vf -a "$PF0_VF0" -- --stats
testpmd_kill orphan
check 'the VF opens again when both are gone' \
	testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$token"
for name in vf pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done

if [[ ${VM_CDEV-} ]]; then
	skip 'late requests, and killed requesters' 'in cdev mode, DPDK itself hands devices over'
	exit
fi
# a primary dpdk-test accepts only dpdk-test as a secondary
mkfifo "$STATE/both.in"
exec {in}<>"$STATE/both.in"
"$DPDK_TEST" -l 0 --file-prefix both -a "$PF0" -a "$PF0_VF0" --vfio-vf-token="$token" \
	<"$STATE/both.in" >"$LOGDIR/both.log" 2>&1 &
TESTPMD_PID[both]=$! TESTPMD_FD[both]=$in TESTPMD_OUT[both]=$in
check 'a primary opens a PF and its VF' wait_for 60 grep -q 'RTE>>' "$LOGDIR/both.log"
remember both
check 'a secondary gets the requested device, even from a late answer' env \
	DPDK_TEST=vfio_vf_token_secondary_autotest VFIO_RULES_PF="$PF0" \
	VFIO_RULES_VF="$PF0_VF0" VFIO_RULES_PRIMARY="${TESTPMD_PID[both]}" \
	"$DPDK_TEST" -l 1 --file-prefix both --proc-type secondary --no-pci
check_grep 'the secondary can use both devices' \
	'the first is a PF, the second is none' "$LOGDIR/output"
check "the primary's descriptors are unchanged" as_before both

# a secondary that asks continuously is killed; then another one's primary is killed
asks() {
	local log=$LOGDIR/asking.$1
	env DPDK_TEST=vfio_vf_token_requests_autotest VFIO_RULES_PF="$PF0" \
		"$DPDK_TEST" -l 1 --file-prefix both --proc-type secondary --no-pci >"$log" 2>&1 &
	asking=$!
	wait_for 60 grep -q 'the primary answers' "$log"
}
# DPDK with cdev mode asks under a lock in shared memory, and a process that is killed
# never releases it
if grep -q 'cannot attach device to IOAS' "$DPDK_TEST"; then
	skip 'a secondary is killed while it asks' 'later secondaries would wait forever for the lock of DPDK itself'
else
	check 'a secondary asks continuously' asks 1
	kill -STOP "${TESTPMD_PID[both]}"
	sleep 1
	kill -KILL $asking
	wait $asking || true
	kill -CONT "${TESTPMD_PID[both]}"
	check "the primary's descriptors are unchanged after that secondary is killed" as_before both
fi
check 'a secondary asks until its primary is killed' asks 2
testpmd_kill both
check 'the secondary leaks nothing when its primary is killed' wait $asking
check_grep 'the secondary notices that no primary answers' \
	'[0-9] answers, then none' "$LOGDIR/asking.2"
