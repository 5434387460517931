# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Two PFs in one process, each with a token of its own.

token0=$(uuid) token1=$(uuid)

check 'testpmd takes both PFs' testpmd_start pf -a "$PF0" -a "$PF1" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="${PF1#0000:}=$token1"
check 'a VF of each with its PF'"'"'s token' testpmd_start straight \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="$PF1=$token1"
check 'testpmd ends in good order' testpmd_stop straight
check 'the default serves where a PF has none' testpmd_start default \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token0" --vfio-vf-token="$token1"
check 'testpmd ends in good order' testpmd_stop default
check_not 'with the tokens crossed, both VFs are refused' testpmd_start crossed \
	-a "$PF0_VF0" -a "$PF1_VF0" \
	--vfio-vf-token="$PF0=$token1" --vfio-vf-token="$PF1=$token0"
check_grep 'the first is named' "EAL: $PF0_VF0: VF token refused" "$(testpmd_log crossed)"
check_grep 'and the second' "EAL: $PF1_VF0: VF token refused" "$(testpmd_log crossed)"
check_not 'a token of the other PF is none' \
	testpmd_start other -a "$PF1_VF0" --vfio-vf-token="$PF0=$token0"
check_grep 'the PF to give one for is named' "give .* --vfio-vf-token=$PF1=<source>" \
	"$(testpmd_log other)"
check 'testpmd ends in good order' testpmd_stop pf

dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: Incorrect VF token provided for device"
dmesg_expect "$PF1_VF0: VF token required to access device"
