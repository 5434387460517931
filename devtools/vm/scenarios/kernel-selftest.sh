# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Linux's own VF token test, in each of its IOMMU modes.

if [[ ! ${KERNEL_SELFTEST-} ]]; then
	skip "Linux' own test" 'comes with a kernel that kernel.sh builds'
	exit
fi
set_vfs "$PF0" 0
check "Linux passes its own test" "$KERNEL_SELFTEST" "$PF0"
check_grep 'all of it' '# PASSED: 45 / 45 tests passed' "$LOGDIR/output"
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
