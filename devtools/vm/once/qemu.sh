# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A virtual machine within the guest uses a VF whose PF testpmd owns. It moves no packet:
# emulated within an emulation, a network boot ROM sent none in 200 seconds.

token=$(uuid)

# machine TOKEN: the recipe's file, and QEMU up to its monitor's prompt
machine() {
	(umask 077; printf '[device]\ndriver = "vfio-pci"\nhost = "%s"\nvf-token = "%s"\n' \
		"$PF0_VF0" "$1" >"$STATE/vf.cfg")
	echo quit | timeout 120 "$QEMU" -machine q35 -m 64 -nodefaults -display none -S \
		-readconfig "$STATE/vf.cfg" -monitor stdio
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'QEMU opens a VF with the token' machine "$token"
check_not 'QEMU does not open a VF with another token' machine "$(uuid)"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
check 'testpmd exits cleanly' testpmd_stop pf
