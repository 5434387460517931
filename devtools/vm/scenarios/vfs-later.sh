# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A token on a PF without VFs, which are created while its owner runs.

token=$(uuid)

reset_devices 0
check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
set_vfs "$PF0" 1
vf=$(_vf "$PF0" 0)
check 'the kernel gives the new VF to vfio-pci' \
	wait_for 10 eval '[[ $(driver_of "$vf") == vfio-pci ]]'
check 'the PF'"'"'s owner goes on' testpmd_type pf 'show port info 0'

check_not 'the new VF with a wrong token is refused' \
	testpmd_start wrong -a "$vf" --vfio-vf-token="$(uuid)"
check_grep 'and told why' "EAL: $vf: VF token refused" "$(testpmd_log wrong)"
check 'with the right one it is let in' testpmd_start vf -a "$vf" --vfio-vf-token="$token"

for name in vf pf; do
	check "testpmd $name ends in good order" testpmd_stop $name
done
dmesg_expect "$vf: Incorrect VF token provided for device"
