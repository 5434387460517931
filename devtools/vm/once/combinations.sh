# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A VF is opened with the same token, another and none: PF open, PF closed, after a rotation.
# The kernel's own selftests try the same.

token=$(uuid) other=$(uuid)

# three WHEN: tries each of the three
three() {
	check "$1: a VF with the same token opens" \
		testpmd_start same -a "$PF0_VF0" --vfio-vf-token="$token"
	check "$1: testpmd exits cleanly" testpmd_stop same
	check_not "$1: a VF with another token is refused" \
		testpmd_start other -a "$PF0_VF0" --vfio-vf-token="$other"
	check_grep "$1: the error says that the token was refused" \
		"EAL: $PF0_VF0: VF token refused" "$(testpmd_log other)"
	check_not "$1: a VF without a token is refused" testpmd_start none -a "$PF0_VF0"
	check_grep "$1: the error says that the token is missing" \
		"EAL: $PF0_VF0: VF token missing" "$(testpmd_log none)"
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
three 'PF open'
check 'testpmd exits cleanly' testpmd_stop pf
three 'PF closed'
check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
testpmd_type pf "vf_token rotate $PF0 $other" >/dev/null
swap=$token token=$other other=$swap
three 'PF rotated'
check 'testpmd exits cleanly' testpmd_stop pf
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
