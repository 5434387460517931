# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A VF with the same token, another and none: with its PF open, closed, and after a rotation.
# As in the kernel's own selftests.

token=$(uuid) other=$(uuid)

# three WHEN: what each of the three gets
three() {
	check "$1: the same token" testpmd_start same -a "$PF0_VF0" --vfio-vf-token="$token"
	check "$1: it ends in good order" testpmd_stop same
	check_not "$1: another token" testpmd_start other -a "$PF0_VF0" --vfio-vf-token="$other"
	check_grep "$1: and is told why" "EAL: $PF0_VF0: VF token refused" "$(testpmd_log other)"
	check_not "$1: no token" testpmd_start none -a "$PF0_VF0"
	check_grep "$1: and is told why" "EAL: $PF0_VF0: VF token missing" "$(testpmd_log none)"
}

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
three 'PF open'
check 'testpmd ends in good order' testpmd_stop pf
three 'PF closed'
check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
testpmd_type pf "vf_token rotate $PF0 $other" >/dev/null
swap=$token token=$other other=$swap
three 'PF rotated'
check 'testpmd ends in good order' testpmd_stop pf
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
