# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# This kernel follows the rules of the autotests' kernel model.

if [[ ! -e /dev/vfio/vfio ]]; then
	skip 'the kernel follows each rule' 'with --cdev, there is no group mode'
	exit
fi

# a VF on vfio-pci whose PF is on the kernel's own driver
set_vfs "$PF1" 0
[[ -e /run/modules/igb ]] && kernels=igb || kernels=pci-pf-stub
bind_driver "$PF1" "$kernels"
set_vfs "$PF1" 1
foreign=$(_vf "$PF1" 0)
bind_driver "$foreign" vfio-pci

check 'the kernel follows each rule' env DPDK_TEST=vfio_vf_token_kernel_autotest \
	VFIO_RULES_PF="$PF0" VFIO_RULES_VF="$PF0_VF0" \
	VFIO_RULES_PLAIN="$PLAIN" VFIO_RULES_FOREIGN="$foreign" \
	"$DPDK_TEST" --no-huge -m 64 --no-pci --no-shconf
check_grep 'all rules were checked' \
	'PF by group, VF by group: 44 rows, 0 do not hold' "$LOGDIR/output"
if [[ -e /dev/iommu ]]; then
	check_grep 'all rules were checked in cdev mode' \
		'PF by node, VF by node: 59 rows, 0 do not hold' "$LOGDIR/output"
	check_grep 'all rules were checked with the VF in group mode' \
		'PF by node, VF by group: 44 rows, 0 do not hold' "$LOGDIR/output"
	check_grep 'all rules were checked with the PF in group mode' \
		'PF by group, VF by node: 40 rows, 0 do not hold' "$LOGDIR/output"
fi
[[ ! -e $SYS/devices/$PLAIN/power/runtime_status ]] ||
	check_grep 'another device feature, low power, works' \
		'low power: the device has slept and was woken' "$LOGDIR/output"

dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF0: VF token required to access device"
dmesg_expect "$PF0: Incorrect VF token provided for device"
dmesg_expect "$PLAIN: VF token incorrectly provided"
dmesg_expect "$foreign: VF token incorrectly provided"
