# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# The Debian package is installed, upgraded and removed, and Debian's own is updated meanwhile.
# Debian's testpmd has the feature while it is installed.
. "$VM_SCENARIOS/debian.bash"

# newer_debian: builds a newer librte-eal23, like that of a security update
newer_debian() {
	local new=/run/newer

	dpkg-deb -R "$DEBIAN"/packages/librte-eal23_*.deb $new || return
	sed -i 's/^Version: .*/Version: 22.11.99-0+deb12u1/' $new/DEBIAN/control
	echo newer >>"$new$LIBS/$EAL"
	(cd $new && find usr -type f -exec md5sum {} +) >$new/DEBIAN/md5sums
	dpkg-deb -Znone -b $new $new.deb
}

in_place() { # REVISION: our librte_eal in use has that revision
	dpkg-deb --fsys-tarfile "$(package "$1")" | tar -xO ".$LIBS/$EAL" | cmp - "$LIBS/$EAL"
}

check "Debian's DPDK is installed" debian_is_installed
machine >"$STATE/before"
is_stock 'before'

check 'the package installs' package_installs "$(package 1)"
check 'its librte_eal is in place' in_place 1
tokens_work "$LIBS/$EAL" "$LIBS/$BUS_PCI"

check 'a newer build of the package installs' package_installs "$(package 2)"
check "the newer build's librte_eal is in place" in_place 2
check "a newer librte-eal23 is built" newer_debian
check 'the newer librte-eal23 installs' package_installs /run/newer.deb
check 'our librte_eal is still in place' in_place 2
check "Debian's newer librte_eal is diverted" cmp "/run/newer$LIBS/$EAL" "$LIBS/$PACKAGE/$EAL"
check 'dpkg finds all files as they were packed' as_packed librte-eal23 librte-bus-pci23 "$PACKAGE"
check_not 'librte-eal23 alone cannot be removed' dpkg -r librte-eal23 2>"$STATE/answer"
check_grep 'dpkg says that our package needs it' \
	"$PACKAGE depends on librte-eal23" "$STATE/answer"

check 'the package is removed' dpkg -r "$PACKAGE"
check "Debian's newer librte_eal is in place" cmp "/run/newer$LIBS/$EAL" "$LIBS/$EAL"
check 'the original librte-eal23 installs again' \
	package_installs "$DEBIAN"/packages/librte-eal23_*.deb
check 'the removed package is purged' dpkg -P "$PACKAGE"
check 'the machine is as it was before' as_before
is_stock 'after'
