# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Two PFs of one process share a token file: they are rotated together or not at all.

key=$STATE/key

# both VFs open with the token in the file
vfs_open() {
	testpmd_start vfs -a "$PF0_VF0" -a "$PF1_VF0" --vfio-vf-token="file:$key" &&
		testpmd_stop vfs
}

rotate() { testpmd_type pf "vf_token rotate $PF0 generate:$key" >"$STATE/answer"; }

# the same, while the second attempt to set a token fails
_traced() { ! grep -Eq '^TracerPid:\s0$' /proc/"${TESTPMD_PID[pf]}"/task/*/status; }
rotate_with_failure() {
	strace -f -qq -e trace=ioctl -e inject=ioctl:error=EIO:when=2 -o "$STATE/trace" \
		-p "${TESTPMD_PID[pf]}" &
	wait_for 60 _traced
	rotate
	kill $!
	wait $! || true
	cat "$STATE/trace"
}

check 'testpmd opens both PFs' testpmd_start pf -a "$PF0" -a "$PF1" --vfio-vf-token="generate:$key"
check 'a VF of each PF opens with the file' vfs_open
old=$(<"$key")
rotate
check_grep 'testpmd reports the rotation' '^VF token rotated' "$STATE/answer"
check_grep "the first PF's token is rotated" "EAL: $PF0: VF token rotated" "$STATE/answer"
check_grep "the second PF's token is rotated" "EAL: $PF1: VF token rotated" "$STATE/answer"
check_not 'the file no longer has the old token' grep -q "$old" "$key"
check 'a VF of each PF opens with the new token' vfs_open
check_not 'no VF opens with the old token' \
	testpmd_start stale -a "$PF0_VF0" -a "$PF1_VF0" --vfio-vf-token="$old"

old=$(<"$key")
rotate_with_failure
check_grep 'the rotation fails if the second PF fails' \
	'^VF token not rotated: Input/output error' "$STATE/answer"
check_grep 'the log names the error' 'VF token not rotated, .*: Input/output error' "$STATE/answer"
check 'the first PF gets its old token back' \
	test "$(grep -c VFIO_DEVICE_FEATURE "$STATE/trace")" -eq 3
check 'the file keeps the old token' grep -q "$old" "$key"
check 'no temporary file is left' test "$(find "$STATE" -name 'key*' | wc -l)" -eq 1
check 'a VF of each PF still opens with the old token' vfs_open

testpmd_kill pf
check 'the killed owner starts again' \
	testpmd_start pf -a "$PF0" -a "$PF1" --vfio-vf-token="generate:$key"
check 'a VF of each PF opens after the restart' vfs_open
check_no_secret "$(<"$key")" "$(testpmd_log pf)"
check 'testpmd exits cleanly' testpmd_stop pf
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: Incorrect VF token provided for device"
