# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# One process opens a PF and its VFs in one IOMMU group, and rotates the token.

token=$(uuid)

bind_driver "$SHARED_PF" vfio-pci
set_vfs "$SHARED_PF" 2
vfs=("$(_vf "$SHARED_PF" 0)" "$(_vf "$SHARED_PF" 1)")
for vf in "${vfs[@]}"; do
	wait_for 10 eval '[[ $(driver_of "$vf") == vfio-pci ]]'
	check "$vf shares the IOMMU group of $SHARED_PF" \
		test "$(group_of "$vf")" = "$(group_of "$SHARED_PF")"
done

check 'testpmd opens the PF and a VF' testpmd_start all -a "$SHARED_PF" -a "${vfs[0]}" \
	--vfio-vf-token="$token"
testpmd_type all "vf_token rotate $SHARED_PF random" >"$STATE/answer"
check_grep 'testpmd reports the rotation' '^VF token rotated' "$STATE/answer"
testpmd_type all "port attach ${vfs[1]}" >"$STATE/answer"
check_grep 'the other VF opens with the new token' 'Port 2 is attached' "$STATE/answer"
testpmd_type all "port detach 2" >/dev/null
check_not 'another process gets no VF of the group' \
	testpmd_start other -a "${vfs[1]}" --vfio-vf-token="$token"
check 'testpmd keeps running' testpmd_type all 'show port info 0'
check 'testpmd exits cleanly' testpmd_stop all
set_vfs "$SHARED_PF" 0
