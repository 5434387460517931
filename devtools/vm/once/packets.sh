# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Rotations while testpmd forwards between two PFs: they lose no packet.

# the emulation is busy with packets: the log stays in the guest's memory
TESTPMD_LOGS=$STATE
trap 'cp "$STATE"/*.log "$LOGDIR/"' EXIT
log=$(testpmd_log pf)

check 'testpmd takes two PFs' testpmd_start pf -a "$IGB0" -a "$IGB1" --vfio-vf-token="$(uuid)"
check 'without rotation it loses no packet' testpmd_forward pf sleep 5
check 'and none while it rotates a thousand times' testpmd_forward pf testpmd_rotate pf 1000 random "$IGB0"
check 'the tokens were rotated' test "$(grep -c "EAL: $IGB0: VF token rotated" "$log")" -eq 1000

# every ioctl of every thread
strace -f -qq -e trace=ioctl -o "$STATE/trace" -p "${TESTPMD_PID[pf]}" &
pid=$!
_traced() { ! grep -Eq '^TracerPid:\s0$' /proc/"${TESTPMD_PID[pf]}"/task/*/status; }
check 'every thread is traced' wait_for 60 _traced
check 'twenty more, traced' testpmd_rotate pf 20 random "$IGB0"
kill $pid
wait $pid || true
check 'a rotation is one ioctl' test "$(grep -c VFIO_DEVICE_FEATURE "$STATE/trace")" -eq 20
check 'and nothing else' test "$(grep -c 'ioctl(' "$STATE/trace")" -eq 20
check 'testpmd ends in good order' testpmd_stop pf
