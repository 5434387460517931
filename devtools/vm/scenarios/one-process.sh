# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# One process opens a PF and its VF.

check 'testpmd opens a PF and its VF' testpmd_start both -a "$PF0" -a "$PF0_VF0" \
	--vfio-vf-token="$PF0=$(uuid)"
check_grep "the PF's token is set" "EAL: $PF0: VF token set" "$(testpmd_log both)"
check 'testpmd exits cleanly' testpmd_stop both

check_not 'testpmd does not open the VF without a token' testpmd_start none -a "$PF0" -a "$PF0_VF0"
check_grep 'a message says that the PF has VFs but no token' \
	"EAL: $PF0: this PF has VFs and no VF token was given" "$(testpmd_log none)"
check_grep 'the error says that the token is missing' \
	"EAL: $PF0_VF0: VF token missing" "$(testpmd_log none)"
dmesg_expect "$PF0_VF0: VF token required to access device"
