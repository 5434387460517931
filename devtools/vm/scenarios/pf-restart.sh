# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF's owner is killed while a VF is in use, and restarts.

token=$(uuid)

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another testpmd opens its VF' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$token"
testpmd_kill pf
check "the VF's user keeps running when the PF's owner is killed" testpmd_type vf 'show port info 0'

check_not 'the PF is refused with a wrong token' \
	testpmd_start wrong -a "$PF0" --vfio-vf-token="$(uuid)"
check_grep 'the error says that VFs are in use with another token' \
	"EAL: $PF0: VFs of this PF are in use with another VF token" "$(testpmd_log wrong)"
check_not 'the PF is refused without a token' testpmd_start none -a "$PF0"
check_grep 'the error says that VFs are in use with a token' \
	"EAL: $PF0: VFs of this PF are in use with a VF token" "$(testpmd_log none)"
check 'the PF opens with the right token' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another VF opens' testpmd_start vf1 -a "$PF0_VF1" --vfio-vf-token="$token"

for name in vf1 vf pf; do
	check "testpmd $name exits cleanly" testpmd_stop $name
done
dmesg_expect "$PF0: VF token required to access device"
dmesg_expect "$PF0: Incorrect VF token provided for device"
