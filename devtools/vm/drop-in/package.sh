# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# The Debian package: installed, upgraded, with Debian's own updated under it, removed.
# Debian's testpmd has the feature in between.
. "$VM_SCENARIOS/debian.bash"

# newer_debian: a later librte-eal23, as from a security update
newer_debian() {
	local new=/run/newer

	dpkg-deb -R "$DEBIAN"/packages/librte-eal23_*.deb $new || return
	sed -i 's/^Version: .*/Version: 22.11.99-0+deb12u1/' $new/DEBIAN/control
	echo newer >>"$new$LIBS/$EAL"
	(cd $new && find usr -type f -exec md5sum {} +) >$new/DEBIAN/md5sums
	dpkg-deb -Znone -b $new $new.deb
}

in_place() { # REVISION: that of our librte_eal in use
	dpkg-deb --fsys-tarfile "$(package "$1")" | tar -xO ".$LIBS/$EAL" | cmp - "$LIBS/$EAL"
}

check "Debian's DPDK is there" debian_is_installed
machine >"$STATE/before"
is_stock 'before'

check 'the package installs' package_installs "$(package 1)"
check 'its library is in place' in_place 1
tokens_work "$LIBS/$EAL" "$LIBS/$BUS_PCI"

check 'a newer build of it installs' package_installs "$(package 2)"
check 'its library is in place' in_place 2
check "a newer librte-eal23 is made" newer_debian
check 'and installs under it' package_installs /run/newer.deb
check 'ours is in place still' in_place 2
check 'theirs is aside' cmp "/run/newer$LIBS/$EAL" "$LIBS/$PACKAGE/$EAL"
check 'dpkg finds both as they were packed' as_packed librte-eal23 librte-bus-pci23 "$PACKAGE"
check_not 'librte-eal23 cannot go alone' dpkg -r librte-eal23 2>"$STATE/answer"
check_grep 'as ours needs it' "$PACKAGE depends on librte-eal23" "$STATE/answer"

check 'the package goes' dpkg -r "$PACKAGE"
check "Debian's newer one is in place" cmp "/run/newer$LIBS/$EAL" "$LIBS/$EAL"
check 'and the one of before installs again' package_installs "$DEBIAN"/packages/librte-eal23_*.deb
check 'nothing is left when it is purged' dpkg -P "$PACKAGE"
check 'the machine is as before' as_before
is_stock 'after'
