# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A virtual machine within the guest uses a VF whose PF is owned by testpmd.

token=$(uuid)

# machine TOKEN: the recipe's file, and QEMU up to its monitor's prompt
machine() {
	(umask 077; printf '[device]\ndriver = "vfio-pci"\nhost = "%s"\nvf-token = "%s"\n' \
		"$PF0_VF0" "$1" >"$STATE/vf.cfg")
	echo quit | timeout 120 "$QEMU" -machine q35 -m 64 -nodefaults -display none -S \
		-readconfig "$STATE/vf.cfg" -monitor stdio
}

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'QEMU takes a VF with the token' machine "$token"
check_not 'and not with another' machine "$(uuid)"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
check 'testpmd ends in good order' testpmd_stop pf
