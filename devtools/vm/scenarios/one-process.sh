# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF and its VF in one process.

check 'testpmd takes both' testpmd_start both -a "$PF0" -a "$PF0_VF0" \
	--vfio-vf-token="$PF0=$(uuid)"
check_grep 'the PF'"'"'s token was set' "EAL: $PF0: VF token set" "$(testpmd_log both)"
check 'testpmd ends in good order' testpmd_stop both

check_not 'without a token it has no VF' testpmd_start none -a "$PF0" -a "$PF0_VF0"
check_grep 'the PF says that VFs need one' \
	"EAL: $PF0: this PF has VFs and no VF token was given" "$(testpmd_log none)"
check_grep 'the VF says so too' "EAL: $PF0_VF0: VF token missing" "$(testpmd_log none)"
dmesg_expect "$PF0_VF0: VF token required to access device"
