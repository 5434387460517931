# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# VFs and PFs are hot-plugged, with wrong tokens, then with the right ones.

token=$(uuid) wrong=$(uuid)

# descriptors NAME: what its open descriptors refer to, without the numbers that change
descriptors() {
	find "/proc/${TESTPMD_PID[$1]}/fd" -type l -printf '%l\n' | sed 's/:\[[0-9]*\]//' | sort
}
# ports NAME: its ports, without link status, as the link may come up later
ports() {
	testpmd_type "$1" 'show port summary all' |
		awk '/^[0-9]|Number of/ { print $1, $2, $3, $4 }'
}

# unchanged NAME COMMAND...: succeeds if COMMAND leaves ports and descriptors unchanged
unchanged() {
	local name=$1
	shift
	{ ports "$name" && descriptors "$name"; } >"$STATE/before"
	"$@" || return
	{ ports "$name" && descriptors "$name"; } >"$STATE/after"
	diff "$STATE/before" "$STATE/after"
}

attach() { testpmd_says "$1" "port attach $2" 'Port .* is attached'; }
detach() { testpmd_says "$1" "port detach $2" 'is detached'; }
# plug NAME ADDRESS PORT: attaches a device, and detaches it again
plug() { attach "$1" "$2" && detach "$1" "$3"; }
refused() { ! attach "$1" "$2"; }
# devices: the devices that telemetry reports
devices() { vf_token_status plug | grep -o '"device": "[^"]*"' | cut -d'"' -f4 | xargs; }

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another testpmd starts without a PF or VF' testpmd_start plug -a "$PLAIN"

testpmd_type plug "vf_token rotate $PLAIN random" >"$STATE/answer"
check_grep 'a device without SR-IOV has no token to rotate' \
	"EAL: $PLAIN: VF token not rotated: the device has no SR-IOV" "$STATE/answer"

check 'telemetry reports one device' test "$(devices)" = "$PLAIN"
check 'a VF without a token is refused' unchanged plug refused plug "$PF0_VF0"
check_grep 'the error says that the token is missing' \
	"EAL: $PF0_VF0: VF token missing" "$(testpmd_log plug)"
testpmd_type plug "vf_token set $PF0 $wrong" >"$STATE/answer"
check_grep 'the application sets a wrong token' '^VF token set' "$STATE/answer"
check 'a VF with a wrong token is refused' unchanged plug refused plug "$PF0_VF0"
check_grep 'the error says that the token was refused' \
	"EAL: $PF0_VF0: VF token refused" "$(testpmd_log plug)"
testpmd_type plug "vf_token set $PF0 $token" >/dev/null
check 'a VF with the right token opens' attach plug "$PF0_VF0"
check 'another VF with the right token opens' attach plug "$PF0_VF1"
check 'telemetry reports both VFs' test "$(devices)" = "$PLAIN $PF0_VF0 $PF0_VF1"
check 'telemetry says that the application gave the token' \
	grep -q '"token": "presented", "why": "", "given_by": "application"' <(vf_token_status plug)
check 'a VF of another PF is refused, and the ports stay' unchanged plug refused plug "$PF1_VF0"
for port in 1 2; do check "port $port is detached" detach plug $port; done
check 'telemetry reports one device again' test "$(devices)" = "$PLAIN"

check 'a PF that has an owner is refused' unchanged plug refused plug "$PF0"
check 'a PF without an owner opens' attach plug "$PF1"
testpmd_type plug "vf_token set $PF1 $wrong" >"$STATE/answer"
check_grep "an open PF's token cannot be set" \
	'^VF token not set: Device or resource busy' "$STATE/answer"
testpmd_type plug "vf_token rotate $PF1 $token" >/dev/null
check 'a VF of that PF opens after a rotation' plug plug "$PF1_VF0" 2
check 'the PF is detached' detach plug 1
check 'the PF opens again with the rotated token' plug plug "$PF1" 1

# the first rounds may allocate memory permanently; --set ROUNDS=200 runs more of them
rounds() { for ((i = 0; i < $1; i++)); do plug plug "$PF0_VF0" 1 || return 1; done; }
check 'a VF is plugged in and out' rounds 2
before=$(testpmd_holds plug)
check "a VF is plugged in and out ${ROUNDS:=4} more times" unchanged plug rounds "$ROUNDS"
after=$(testpmd_holds plug)
echo "descriptors and kB before: $before, after: $after"
check 'plugging in and out leaks no memory' test $((${after#* } - ${before#* })) -le 64

grep -v '^testpmd>' "$(testpmd_log plug)" >"$LOGDIR/plug.answers" # the prompt echoes
check_no_secret "$token" "$LOGDIR/plug.answers"
for name in plug pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: VF token required to access device"
