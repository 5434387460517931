# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A device without SR-IOV with the option given: opened once, without a token.

# testpmd with a trace of the ioctls that open a device
cat >"$STATE/traced" <<EOF
#!/bin/sh
exec strace -f -qq -e trace=ioctl -e status=successful,failed -o "$STATE/trace" "$TESTPMD" "\$@"
EOF
chmod +x "$STATE/traced"
TESTPMD=$STATE/traced

check 'testpmd takes the device' testpmd_start plain -a "$PLAIN" --vfio-vf-token="$(uuid)"
check 'testpmd ends in good order' testpmd_stop plain
check 'one call opened it' test "$(grep -c VFIO_GROUP_GET_DEVICE_FD "$STATE/trace")" -eq 1
check_grep 'without a token' "VFIO_GROUP_GET_DEVICE_FD, [^ ]*\) = [0-9]+$" "$STATE/trace"
