# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# VFs and PFs plugged in at run time, with wrong, then right tokens.

token=$(uuid) wrong=$(uuid)

# descriptors NAME: what they refer to, without the numbers that change
descriptors() {
	find "/proc/${TESTPMD_PID[$1]}/fd" -type l -printf '%l\n' | sed 's/:\[[0-9]*\]//' | sort
}
# ports NAME: without their link, which may come up later
ports() {
	testpmd_type "$1" 'show port summary all' |
		awk '/^[0-9]|Number of/ { print $1, $2, $3, $4 }'
}

# unchanged NAME COMMAND...: ports and descriptors are the same afterwards
unchanged() {
	local name=$1
	shift
	{ ports "$name" && descriptors "$name"; } >"$STATE/before"
	"$@" || return
	{ ports "$name" && descriptors "$name"; } >"$STATE/after"
	diff "$STATE/before" "$STATE/after"
}

attach() { testpmd_type "$1" "port attach $2" | tee "$STATE/attached" | grep -q 'Port .* is attached'; }
detach() { testpmd_type "$1" "port detach $2" | grep -q 'is detached'; }
# plug NAME ADDRESS PORT: attach a device, and detach it again
plug() { attach "$1" "$2" && detach "$1" "$3"; }
refused() { ! attach "$1" "$2"; }
# devices: those that telemetry reports
devices() { vf_token_status plug | grep -o '"device": "[^"]*"' | cut -d'"' -f4 | xargs; }

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another has neither PF nor VF' testpmd_start plug -a "$PLAIN"

testpmd_type plug "vf_token rotate $PLAIN random" >"$STATE/answer"
check_grep 'which has no token to rotate' "EAL: $PLAIN: VF token not rotated: the device has no SR-IOV" \
	"$STATE/answer"

check 'telemetry tells of one device' test "$(devices)" = "$PLAIN"
check 'a VF without a token is refused' unchanged plug refused plug "$PF0_VF0"
check_grep 'and told why' "EAL: $PF0_VF0: VF token missing" "$(testpmd_log plug)"
testpmd_type plug "vf_token set $PF0 $wrong" >"$STATE/answer"
check_grep 'a token is given' '^VF token set' "$STATE/answer"
check 'the VF with a wrong one is refused' unchanged plug refused plug "$PF0_VF0"
check_grep 'and told why' "EAL: $PF0_VF0: VF token refused" "$(testpmd_log plug)"
testpmd_type plug "vf_token set $PF0 $token" >/dev/null
check 'with the right one it is let in' attach plug "$PF0_VF0"
check 'and another' attach plug "$PF0_VF1"
check 'telemetry tells of both' test "$(devices)" = "$PLAIN $PF0_VF0 $PF0_VF1"
check 'and whose token it is' grep -q '"token": "presented", "why": "", "given_by": "application"' \
	<(vf_token_status plug)
check 'the next is refused, and they go on' unchanged plug refused plug "$PF1_VF0"
for port in 1 2; do check "port $port is detached" detach plug $port; done
check 'telemetry tells of one device again' test "$(devices)" = "$PLAIN"

check 'the PF, which has an owner, is refused' unchanged plug refused plug "$PF0"
check 'a PF without one is let in' attach plug "$PF1"
testpmd_type plug "vf_token set $PF1 $wrong" >"$STATE/answer"
check_grep 'its token is not to be set beside it' '^VF token not set: Device or resource busy' "$STATE/answer"
testpmd_type plug "vf_token rotate $PF1 $token" >/dev/null
check 'rotated, it has a VF' plug plug "$PF1_VF0" 2
check 'the PF is detached' detach plug 1
check 'and plugged in with what it was rotated to' plug plug "$PF1" 1

# the first round may allocate permanently; --set ROUNDS=200 for more rounds
rounds() { for ((i = 0; i < $1; i++)); do plug plug "$PF0_VF0" 1 || return 1; done; }
check 'plugged in and out' rounds 2
before=$(testpmd_holds plug)
check "${ROUNDS:=4} times more" unchanged plug rounds "$ROUNDS"
after=$(testpmd_holds plug)
echo "descriptors and kB before: $before, after: $after"
check 'and no memory is lost' test $((${after#* } - ${before#* })) -le 64

grep -v '^testpmd>' "$(testpmd_log plug)" >"$LOGDIR/plug.answers" # the prompt echoes
check_no_secret "$token" "$LOGDIR/plug.answers"
for name in plug pf; do check "testpmd $name ends in good order" testpmd_stop $name; done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: VF token required to access device"
