# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF's owner is killed while a VF is in use, then restarted.

token=$(uuid)

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'and another its VF' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$token"
testpmd_kill pf
check 'the VF outlives the PF'"'"'s owner' testpmd_type vf 'show port info 0'

check_not 'with a wrong token the PF is refused' \
	testpmd_start wrong -a "$PF0" --vfio-vf-token="$(uuid)"
check_grep 'and told why' "EAL: $PF0: VFs of this PF are in use with another VF token" \
	"$(testpmd_log wrong)"
check_not 'without a token too' testpmd_start none -a "$PF0"
check_grep 'and told why' "EAL: $PF0: VFs of this PF are in use with a VF token" \
	"$(testpmd_log none)"
check 'with the right one it is let in' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'a further VF as well' testpmd_start vf1 -a "$PF0_VF1" --vfio-vf-token="$token"

for name in vf1 vf pf; do
	check "testpmd $name ends in good order" testpmd_stop $name
done
dmesg_expect "$PF0: VF token required to access device"
dmesg_expect "$PF0: Incorrect VF token provided for device"
