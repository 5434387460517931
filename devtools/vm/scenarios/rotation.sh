# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF's token is rotated while a VF polls; then the PF's owner is killed.

key=$STATE/key
TESTPMD_LOGS=$STATE # in the guest's memory, as a thousand rotations are logged
trap 'cp "$STATE"/*.log "$LOGDIR/"' EXIT

# status NAME REGEX: what testpmd's telemetry reports about VF tokens
status() {
	vf_token_status "$1" >"$LOGDIR/status"
	cat "$LOGDIR/status"
	grep -Eq -- "$2" "$LOGDIR/status"
}
# the VF can be reset, and its interrupt set up again on its descriptor
goes_on() {
	for command in stop 'port stop 0' 'port start 0' start; do
		testpmd_type vf "$command" || return
	done | tee "$STATE/answer" || return
	grep -q '^Port 0: ' "$STATE/answer" && ! grep -Eiq 'fail|error' "$STATE/answer"
}
pf_json="\"device\": \"$PF0\", \"role\": \"PF\", \"pf\": \"$PF0\", \"token\": \"by feature\""
vf_json="\"device\": \"$PF0_VF0\", \"role\": \"VF\", \"pf\": \"$PF0\", \"token\": \"presented\""

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"
check 'and another its VF' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="file:$key"
check 'the VF polls' testpmd_type vf start
check 'the PF'"'"'s status' status pf \
	"$pf_json.*\"given_by\": \"option\", \"source\": \"generate:$key\", \"rotations\": 0, \"last_rotation\": 0\\}"
check 'the VF'"'"'s status' status vf "$vf_json.*\"source\": \"file:$key\""

old=$(<"$key")
testpmd_type pf "vf_token rotate $PF0 generate:$key" >"$STATE/answer"
check_grep 'the token is rotated' '^VF token rotated' "$STATE/answer"
check_not 'the file has another one' grep -q "$old" "$key"
check 'the running VF goes on' goes_on
check_not 'another VF with the old token is refused' \
	testpmd_start stale -a "$PF0_VF1" --vfio-vf-token="$old"
check_grep 'and told why' "EAL: $PF0_VF1: VF token refused" "$(testpmd_log stale)"
check 'with the new one it is let in' testpmd_start new -a "$PF0_VF1" --vfio-vf-token="file:$key"
check 'the PF'"'"'s status tells' status pf \
	"$pf_json.*\"given_by\": \"application\".*\"rotations\": 1, \"last_rotation\": [1-9]"
testpmd_type pf 'vf_token show' >"$STATE/answer"
check_grep 'so does its prompt' \
	"^$PF0: PF, VF token by feature, from the application, generate:$key, rotations: 1, the last [0-9]+ s ago" \
	"$STATE/answer"

testpmd_type pf 'help drivers' >"$STATE/answer"
check_grep 'testpmd'"'"'s help has the commands' '^vf_token rotate \(PF address\) \(source\)' "$STATE/answer"
testpmd_type pf $'vf_t\tsh\t' >"$STATE/answer"
check_grep 'and completes them' "^$PF0: PF, VF token by feature" "$STATE/answer"

testpmd_type vf "vf_token rotate $PF0_VF0 random" >"$STATE/answer"
check_grep 'a VF'"'"'s user cannot rotate' "EAL: $PF0_VF0: VF token not rotated: it is a VF" "$STATE/answer"
testpmd_type pf "vf_token rotate $PF0 file:/nowhere" >"$STATE/answer"
check_grep 'what cannot be read is told' "EAL: VF token for $PF0 rejected: file:/nowhere: cannot be opened" \
	"$STATE/answer"

# 1000 times in a row; allocations of the first ones are permanent
check 'and so ten times' testpmd_rotate pf 10 "generate:$key"
before=$(testpmd_holds pf)
check 'and a thousand times' testpmd_rotate pf 1000 "generate:$key"
after=$(testpmd_holds pf)
echo "descriptors and kB before: $before, after: $after"
check 'with no descriptor more' test "${after% *}" -eq "${before% *}"
check 'and no memory' test $((${after#* } - ${before#* })) -le 64
check 'the running VF goes on' goes_on
check 'one ends in good order' testpmd_stop new
check 'with the last token it is let in' testpmd_start new -a "$PF0_VF1" --vfio-vf-token="file:$key"
check 'the PF'"'"'s status tells of all' status pf "$pf_json.*\"rotations\": 1011, "
check 'the VF'"'"'s is as it was' status vf "$vf_json.*\"source\": \"file:$key\""

testpmd_kill pf
check 'the owner is killed and let in again' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"
check 'its status begins anew' status pf "$pf_json.*\"given_by\": \"option\".*\"rotations\": 0, "
check 'the running VF has gone on' goes_on
check 'and polls' testpmd_type vf stop
for name in new vf pf; do
	check_no_secret "$(<"$key")" "$(testpmd_log $name)"
	check_no_secret "$old" "$(testpmd_log $name)"
	check "testpmd $name ends in good order" testpmd_stop $name
done

check 'one process rotates while it opens a VF' env \
	DPDK_TEST=vfio_vf_token_rotation_autotest VFIO_RULES_PF="$PF0" VFIO_RULES_VF="$PF0_VF0" \
	"$DPDK_TEST" --no-huge -m 64 --no-pci --no-shconf
check_grep 'and is not refused' " 0 failed; [0-9]+ opens of $PF0_VF0 beside them, 0 refused" "$LOGDIR/output"
check_grep 'nor while the PF comes and goes' " 0 failed; [0-9]+ opens of $PF0 beside them, 0 refused" \
	"$LOGDIR/output"
dmesg_expect "$PF0_VF1: Incorrect VF token provided for device"
