# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# One kernel call opens a device or is refused, in group mode and in cdev mode.

token=$(uuid)
# the last two have the same number, and an older strace prints the last name for it
CALL='VFIO_GROUP_GET_DEVICE_FD|VFIO_DEVICE_BIND_IOMMUFD|VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY'
# testpmd with a trace of its ioctls
program=$TESTPMD
cat >"$STATE/traced" <<EOF
#!/bin/sh
exec strace -D -f -qq -e trace=ioctl -e status=successful,failed -o "$STATE/trace" "$program" "\$@"
EOF
chmod +x "$STATE/traced"

_strace_ended() { ! pidof -q strace; }
# once TEXT NAME ADDRESS [ARGUMENT...]: testpmd makes one call, whatever its result
once() {
	local text=$1 name=$2
	shift 2
	TESTPMD=$STATE/traced
	if testpmd_start "$name" -a "$@"; then testpmd_stop "$name"; fi
	TESTPMD=$program
	wait_for 5 _strace_ended
	grep -E "$CALL" "$STATE/trace" || true
	check "$text: one call" test "$(grep -Ec "$CALL" "$STATE/trace")" -eq 1
	cp "$STATE/trace" "$LOGDIR/$name.trace"
}

once 'a device without SR-IOV' plain "$PLAIN" --vfio-vf-token="$token"
once 'a PF' pf "$PF0" --vfio-vf-token="$token"
check 'the owner opens the PF' testpmd_start owner -a "$PF0" --vfio-vf-token="$token"
once 'a VF without a token' none "$PF0_VF0"
check_grep 'the error says that the token is missing' \
	"EAL: $PF0_VF0: VF token missing: PF $PF0 " "$(testpmd_log none)"
once 'a VF with a wrong token' wrong "$PF0_VF0" --vfio-vf-token="$(uuid)"
check_grep 'the error says that the token was refused' \
	"EAL: $PF0_VF0: VF token refused: either PF $PF0 " "$(testpmd_log wrong)"
once 'a VF with the right token' right "$PF0_VF0" --vfio-vf-token="$token"
check_grep 'a VF with the right token opens' '^Configuring Port 0' "$(testpmd_log right)"
check 'the owner exits cleanly' testpmd_stop owner
# the kernel logs nothing about the device without SR-IOV
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
