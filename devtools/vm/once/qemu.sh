# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# A virtual machine within the guest uses a VF whose PF testpmd owns, by the page's commands.
# It moves no packet: emulated within an emulation, a network boot ROM sent none in 200 seconds.

mkdir -p "$STATE/bin"
ln -s "$QEMU" "$STATE/bin/qemu-system-x86_64"
PATH=$STATE/bin:$PATH
install -d -m 700 /run/vf-owner

# machine: the page's machine up to its monitor's prompt
machine() {
	echo quit | timeout 120 bash -c "$(recipe_line QEMU 1 2 |
		sed 's/\.\.\.$/-nodefaults -display none -S -monitor stdio/')"
}

check "testpmd opens the page's PF" \
	testpmd_start pf -a 0000:01:00.0 --vfio-vf-token=generate:/run/vf-owner/token
check 'the file for QEMU is written' bash -c "$(recipe_line QEMU 1 1)"
check 'only its owner can read it' test "$(stat -c %a /run/vf0.cfg)" = 600
check 'QEMU opens a VF with the token' machine
check 'testpmd rotates the token' testpmd_rotate pf 1 generate:/run/vf-owner/token 0000:01:00.0
check_not 'QEMU does not open a VF with the old token' machine
dmesg_expect "0000:01:10.0: Incorrect VF token provided for device"
check 'testpmd exits cleanly' testpmd_stop pf
