# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF and its VFs in one IOMMU group: one process opens them all, and rotates.

token=$(uuid)

bind_driver "$SHARED_PF" vfio-pci
set_vfs "$SHARED_PF" 2
vfs=("$(_vf "$SHARED_PF" 0)" "$(_vf "$SHARED_PF" 1)")
for vf in "${vfs[@]}"; do
	wait_for 10 eval '[[ $(driver_of "$vf") == vfio-pci ]]'
	check "$vf shares the group of $SHARED_PF" \
		test "$(group_of "$vf")" = "$(group_of "$SHARED_PF")"
done

check 'testpmd takes the PF and a VF' testpmd_start all -a "$SHARED_PF" -a "${vfs[0]}" \
	--vfio-vf-token="$token"
testpmd_type all "vf_token rotate $SHARED_PF random" >"$STATE/answer"
check_grep 'the token is rotated' '^VF token rotated' "$STATE/answer"
testpmd_type all "port attach ${vfs[1]}" >"$STATE/answer"
check_grep 'the other VF opens with the new one' 'Port 2 is attached' "$STATE/answer"
testpmd_type all "port detach 2" >/dev/null
check_not 'a process beside it gets no VF of the group' \
	testpmd_start other -a "${vfs[1]}" --vfio-vf-token="$token"
check 'they go on' testpmd_type all 'show port info 0'
check 'testpmd ends in good order' testpmd_stop all
set_vfs "$SHARED_PF" 0
