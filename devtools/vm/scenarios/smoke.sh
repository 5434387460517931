# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# The guest's devices are set up as the other scenarios need them. Runs with any DPDK.

for dev in "$PF0" "$PF1" "$PF0_VF0" "$PF0_VF1" "$PF1_VF0" "$PF1_VF1" "$PLAIN"; do
	check "$dev is on vfio-pci" test "$(driver_of "$dev")" = vfio-pci
	members=("$SYS/devices/$dev/iommu_group/devices"/*)
	check "$dev has its own IOMMU group" test "${#members[@]}" -eq 1
done

for pf in "$PF0" "$IGB0"; do
	driver=net_virtio
	[[ $pf != "$IGB0" ]] || driver=net_e1000_igb
	check 'testpmd starts on a PF without a token' testpmd_start pf -a "$pf"
	check_grep "the PF's driver is $driver" \
		"Driver name: $driver\$" <(testpmd_type pf 'show port info 0')
	check 'testpmd exits cleanly' testpmd_stop pf
done

check 'testpmd starts on a device without SR-IOV' testpmd_start plain -a "$PLAIN"
check 'testpmd exits cleanly' testpmd_stop plain

check_not 'a VF without a token does not open' testpmd_start vf -a "$PF0_VF0"
dmesg_expect "vfio-pci $PF0_VF0: VF token required to access device"
