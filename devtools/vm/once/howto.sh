# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# The commands of the how-to page work, typed exactly as written there.

if ! head -c 1 /etc/shadow >/dev/null 2>&1; then
	skip 'the commands of the how-to' 'they add a user, but the guest cannot read /etc/shadow'
	exit
fi
# a pristine machine: kernel drivers, no VFIO
set_vfs "$PF0" 0
set_vfs "$PF1" 0
for dev in "$PF0" "$IGB0" "$IGB1" "$SHARED_PF" "$PLAIN"; do
	[[ $(driver_of "$dev") != vfio-pci ]] || echo "$dev" >"$SYS/drivers/vfio-pci/unbind"
	echo >"$SYS/devices/$dev/driver_override"
done
NO_VIRTIO=yes # the page takes the PF from its kernel driver
_find_devices
bind_driver "$PF0" igb
echo >"$SYS/devices/$PF0/driver_override"
for module in vfio_pci vfio_pci_core vfio_iommu_type1 vfio; do
	[[ ! -e /sys/module/$module ]] || rmmod "$module"
done
# files that packages would install
modules=/lib/modules/$(uname -r)
mkdir -p "$modules" "$STATE/bin"
cp /run/modules/*.ko "$modules"
touch "$modules/modules.order" "$modules/modules.builtin"
depmod
cp "$TESTPMD" "$STATE/bin" # where another user can find it, too
for tool in "$PROC_INFO" "${TELEMETRY_TOOL%/*}"/*.py; do
	ln -s "$tool" "$STATE/bin"
done
export PATH=$STATE/bin:$PATH

"$VM_DIR/page.py" "$VM_DIR/../../doc/guides/howto/vfio_vf_token.rst" |
	while IFS= read -r line; do
		case $line in '# '*) printf '%s\n' "${line#\# }" | _why ;; *) _point "$line" ;; esac
	done
