# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF's token is rotated while a VF polls; then the PF's owner is killed. The VF polls only
# where it matters, as it takes half of the emulated machine.

key=$STATE/key

# status NAME REGEX: testpmd's telemetry reports a VF token status that matches REGEX
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
pause() { testpmd_type vf stop >/dev/null; }
pf_json="\"device\": \"$PF0\", \"role\": \"PF\", \"pf\": \"$PF0\", \"token\": \"by feature\""
vf_json="\"device\": \"$PF0_VF0\", \"role\": \"VF\", \"pf\": \"$PF0\", \"token\": \"presented\""

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"
check 'another testpmd opens its VF' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="file:$key"
check "telemetry reports the PF's status" status pf \
	"$pf_json.*\"given_by\": \"option\", \"source\": \"generate:$key\", \"rotations\": 0, \"last_rotation\": 0\\}"
check "telemetry reports the VF's status" status vf "$vf_json.*\"source\": \"file:$key\""
check 'the VF starts polling' testpmd_type vf start

old=$(<"$key")
testpmd_type pf "vf_token rotate $PF0 generate:$key" >"$STATE/answer"
check_grep 'testpmd reports the rotation' '^VF token rotated' "$STATE/answer"
check_not 'the file no longer has the old token' grep -q "$old" "$key"
check 'the running VF keeps working' goes_on
pause
check_not 'another VF is refused with the old token' \
	testpmd_start stale -a "$PF0_VF1" --vfio-vf-token="$old"
check_grep 'the error says that the token was refused' \
	"EAL: $PF0_VF1: VF token refused" "$(testpmd_log stale)"
check 'a VF opens with the new token' testpmd_start new -a "$PF0_VF1" --vfio-vf-token="file:$key"
check 'telemetry reports the rotation' status pf \
	"$pf_json.*\"given_by\": \"application\".*\"rotations\": 1, \"last_rotation\": [1-9]"
testpmd_type pf 'vf_token show' >"$STATE/answer"
check_grep 'vf_token show reports the rotation' \
	"^$PF0: PF, VF token by feature, from the application, generate:$key, rotations: 1, the last [0-9]+ s ago" \
	"$STATE/answer"

testpmd_type pf 'help drivers' >"$STATE/answer"
check_grep "testpmd's help lists the commands" \
	'^vf_token rotate \(PF address\) \(source\)' "$STATE/answer"
testpmd_type pf $'vf_t\tsh\t' >"$STATE/answer"
check_grep 'testpmd completes the commands' "^$PF0: PF, VF token by feature" "$STATE/answer"

testpmd_type vf "vf_token rotate $PF0_VF0 random" >"$STATE/answer"
check_grep "a VF's user cannot rotate the token" \
	"EAL: $PF0_VF0: VF token not rotated: it is a VF" "$STATE/answer"
testpmd_type pf "vf_token rotate $PF0 file:/nowhere" >"$STATE/answer"
check_grep 'an error names a source that cannot be read' \
	"EAL: VF token for $PF0 rejected: file:/nowhere: cannot be opened" "$STATE/answer"

# 1000 times in a row; allocations of the first ones are permanent
testpmd_type vf start >/dev/null
check 'the token is rotated ten times' testpmd_rotate pf 10 "generate:$key"
before=$(testpmd_holds pf)
check 'the token is rotated a thousand times' testpmd_rotate pf 1000 "generate:$key"
after=$(testpmd_holds pf)
echo "descriptors and kB before: $before, after: $after"
check 'rotations leak no descriptor' test "${after% *}" -eq "${before% *}"
check 'rotations leak no memory' test $((${after#* } - ${before#* })) -le 64
check 'the running VF still works after all rotations' goes_on
pause
check "the other VF's user exits cleanly" testpmd_stop new
check 'a VF opens with the last token' testpmd_start new -a "$PF0_VF1" --vfio-vf-token="file:$key"
check 'telemetry counts all rotations' status pf "$pf_json.*\"rotations\": 1011, "
check "the VF's status is unchanged" status vf "$vf_json.*\"source\": \"file:$key\""

testpmd_kill pf
check 'the killed owner starts again' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$key"
check 'the new owner counts rotations from zero' status pf \
	"$pf_json.*\"given_by\": \"option\".*\"rotations\": 0, "
check 'the running VF still works after the restart' goes_on
check 'the VF stops polling' testpmd_type vf stop
for name in new vf pf; do
	check_no_secret "$(<"$key")" "$(testpmd_log $name)"
	check_no_secret "$old" "$(testpmd_log $name)"
	check "testpmd $name exits cleanly" testpmd_stop $name
done

check 'one process rotates the token and opens a VF at the same time' env \
	DPDK_TEST=vfio_vf_token_rotation_autotest VFIO_RULES_PF="$PF0" VFIO_RULES_VF="$PF0_VF0" \
	"$DPDK_TEST" --no-huge -m 64 --no-pci --no-shconf
check_grep 'no open of the VF is refused during rotations' \
	" 0 failed; [0-9]+ opens of $PF0_VF0 beside them, 0 refused" "$LOGDIR/output"
check_grep 'no open of the PF is refused during rotations' \
	" 0 failed; [0-9]+ opens of $PF0 beside them, 0 refused" "$LOGDIR/output"
dmesg_expect "$PF0_VF1: Incorrect VF token provided for device"
