# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF gets its token first, and its VFs while its owner runs.

token=$(uuid)

reset_devices 0
check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
set_vfs "$PF0" 1
vf=$(_vf "$PF0" 0)
check 'the kernel binds the new VF to vfio-pci' \
	wait_for 10 eval '[[ $(driver_of "$vf") == vfio-pci ]]'
check "the PF's owner keeps running" testpmd_type pf 'show port info 0'

check_not 'the new VF is refused with a wrong token' \
	testpmd_start wrong -a "$vf" --vfio-vf-token="$(uuid)"
check_grep 'the error says that the token was refused' \
	"EAL: $vf: VF token refused" "$(testpmd_log wrong)"
check 'the new VF opens with the right token' testpmd_start vf -a "$vf" --vfio-vf-token="$token"

for name in vf pf; do
	check "testpmd $name exits cleanly" testpmd_stop $name
done
dmesg_expect "$vf: Incorrect VF token provided for device"
