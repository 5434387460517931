# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A machine without an IOMMU: VFIO takes its devices only in its unsafe mode. A token then
# guards VFs as elsewhere, and dpdk-vf-token.py says what is different.

tool=(python3 -S "${TELEMETRY_TOOL%/*}/dpdk-vf-token.py" check)
token=$(uuid)
other=$(uuid)

check_answer 'the tool warns of unsafe devices' 1 'warning +IOMMU +VFIO works without one' "${tool[@]}" "$PF0_VF0"
check_grep 'it goes on to what is missing' "MISSING +owner +no process has $PF0 open" "$LOGDIR/answer"
node=/dev/vfio/noiommu-$(group_of "$PF0_VF0")
chmod 666 "$node" /dev/vfio/vfio
check_answer 'an ordinary user cannot open such a VF' 1 \
	"MISSING +access +without an IOMMU, only root may open $node" "${tool[@]}" "$PF0_VF0" --user nobody

dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
check 'testpmd opens the PF and sets its token' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check_not 'a VF does not open without a token' testpmd_start vf -a "$PF0_VF0"
check_grep 'EAL says so' "$PF0_VF0: VF token missing" "$(testpmd_log vf)"
check_not 'a VF does not open with another token' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$other"
check_grep 'EAL says so' "$PF0_VF0: VF token refused" "$(testpmd_log vf)"
check 'a VF opens with the token' testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$token"
check 'testpmd exits cleanly' testpmd_stop vf
check 'testpmd exits cleanly' testpmd_stop pf

for device in "$PF0_VF0" "$PF0_VF1" "$PF0"; do echo "$device" >"$SYS/drivers/vfio-pci/unbind"; done
echo N >/sys/module/vfio/parameters/enable_unsafe_noiommu_mode
check_answer 'the tool says that the IOMMU is off' 1 'MISSING +IOMMU +off' "${tool[@]}" "$PF0"
check_grep 'it says what to do' 'boot with intel_iommu=on' "$LOGDIR/answer"
check_not 'VFIO refuses the device' bind_driver "$PF0" vfio-pci
