# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Linux's own VF token test passes in each of its IOMMU modes.

if [[ ! ${KERNEL_SELFTEST-} ]]; then
	skip "Linux's own test" 'only a kernel built by kernel.sh comes with it'
	exit
fi
set_vfs "$PF0" 0
check "Linux's own test passes" "$KERNEL_SELFTEST" "$PF0"
check_grep "all cases of Linux's own test ran" '# PASSED: 45 / 45 tests passed' "$LOGDIR/output"
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
