# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A PF with a token, and its VF with none, a wrong and the right one.

token=$(uuid) wrong=$(uuid)

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check_grep 'and sets its token' "EAL: $PF0: VF token set" "$(testpmd_log pf)"

check_not 'a VF without a token is refused' testpmd_start none -a "$PF0_VF0"
check_grep 'and told why' "EAL: $PF0_VF0: VF token missing: PF $PF0 " "$(testpmd_log none)"
check_not 'a VF with a wrong token is refused' \
	testpmd_start wrong -a "$PF0_VF0" --vfio-vf-token="$wrong"
check_grep 'and told why' "EAL: $PF0_VF0: VF token refused: either PF $PF0 " "$(testpmd_log wrong)"
check 'a VF with the right token is let in' \
	testpmd_start right -a "$PF0_VF0" --vfio-vf-token="$token"
check 'and so is another, in upper case' \
	testpmd_start upper -a "$PF0_VF1" --vfio-vf-token="${token^^}"

for log in pf none wrong right upper; do
	check_no_secret "$token" "$(testpmd_log $log)"
	check_no_secret "$wrong" "$(testpmd_log $log)"
done
for name in upper right pf; do
	check "testpmd $name ends in good order" testpmd_stop $name
done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
