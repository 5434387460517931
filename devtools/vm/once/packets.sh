# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Rotations lose no packet while testpmd forwards between two PFs.

log=$(testpmd_log pf)

check 'testpmd opens two PFs' testpmd_start pf -a "$IGB0" -a "$IGB1" --vfio-vf-token="$(uuid)"
check 'no packet is lost without rotations' testpmd_forward pf sleep 5
check 'no packet is lost during a thousand rotations' \
	testpmd_forward pf testpmd_rotate pf 1000 random "$IGB0"
check 'the log has a thousand rotations' \
	test "$(grep -c "EAL: $IGB0: VF token rotated" "$log")" -eq 1000

# every ioctl of every thread
strace -f -qq -e trace=ioctl -o "$STATE/trace" -p "${TESTPMD_PID[pf]}" &
pid=$!
_traced() { ! grep -Eq '^TracerPid:\s0$' /proc/"${TESTPMD_PID[pf]}"/task/*/status; }
check 'every thread is traced' wait_for 60 _traced
check 'twenty rotations are traced' testpmd_rotate pf 20 random "$IGB0"
kill $pid
wait $pid || true
check 'a rotation is one ioctl' test "$(grep -c VFIO_DEVICE_FEATURE "$STATE/trace")" -eq 20
check 'there is no other ioctl' test "$(grep -c 'ioctl(' "$STATE/trace")" -eq 20
check 'testpmd exits cleanly' testpmd_stop pf
