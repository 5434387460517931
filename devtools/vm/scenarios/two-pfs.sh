# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Two PFs in one process, each with its own token.

token0=$(uuid) token1=$(uuid)

check 'testpmd opens both PFs' testpmd_start pf -a "$PF0" -a "$PF1" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="${PF1#0000:}=$token1"
check "a VF of each PF opens with that PF's token" testpmd_start straight \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="$PF1=$token1"
check 'testpmd exits cleanly' testpmd_stop straight
check 'the default token works for a PF without its own' testpmd_start default \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="$token1"
check 'testpmd exits cleanly' testpmd_stop default
check_not 'both VFs are refused with the tokens swapped' testpmd_start crossed \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token1" --vfio-vf-token="$PF1=$token0"
check_grep 'an error names the first VF' "EAL: $PF0_VF0: VF token refused" "$(testpmd_log crossed)"
check_grep 'an error names the second VF' "EAL: $PF1_VF0: VF token refused" "$(testpmd_log crossed)"
check_not "a VF does not open with only the other PF's token" \
	testpmd_start other -a "$PF1_VF0" --vfio-vf-token="$PF0=$token0"
check_grep 'the error names the PF that needs a token' "give .* --vfio-vf-token=$PF1=<source>" \
	"$(testpmd_log other)"
check 'testpmd exits cleanly' testpmd_stop pf

dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: VF token required to access device"
