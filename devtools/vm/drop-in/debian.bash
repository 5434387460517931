# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2034,SC2154
# Install our libraries in the guest, and test how Debian's unmodified DPDK and Open
# vSwitch behave with and without them. Sourced.

TESTPMD=/usr/bin/dpdk-testpmd
PROC_INFO=/usr/bin/dpdk-proc-info
LIBS=/usr/lib/$MULTIARCH
EAL=librte_eal.so.$ABI
BUS_PCI=dpdk/pmds-$ABI/librte_bus_pci.so.$ABI
PACKAGE=librte-vf-token${ABI%.*}
DEBIAN_LIBS=("librte-eal${ABI%.*}" "librte-bus-pci${ABI%.*}")

package_installs() { dpkg --force-unsafe-io -i "$@"; }

# package REVISION: our package with that revision
package() { echo "$DEBIAN/ours/$PACKAGE"_*-"$1"_*.deb; }

# in_place REVISION: our librte_eal in use has that revision
in_place() {
	dpkg-deb --fsys-tarfile "$(package "$1")" | tar -xO ".$LIBS/$EAL" | cmp - "$LIBS/$EAL"
}

# debians_in FOLDER [FILE]: Debian's librte_eal there is in place, or in FILE
debians_in() {
	dpkg-deb --fsys-tarfile "$1/${DEBIAN_LIBS[0]}"_*.deb | tar -xO ".$LIBS/$EAL" |
		cmp - "${2:-$LIBS/$EAL}"
}

# "meson install", or its files where Meson is not the one that prepared it
libraries_install() {
	if [[ $(meson --version) == "$MESON" ]]; then
		meson install --no-rebuild -C "$INSTALLER"
	else
		tar -C "$DEBIAN/files" -c . | tar -C / -x --no-same-owner --keep-directory-symlink &&
			ldconfig
	fi
}
libraries_uninstall() {
	if [[ $(meson --version) == "$MESON" ]]; then
		ninja -C "$INSTALLER" uninstall
	else
		(cd "$DEBIAN/files" && find . ! -type d) | (cd / && xargs rm) &&
			(cd "$DEBIAN/files" && find . -mindepth 1 -depth -type d) |
			(cd / && xargs rmdir --ignore-fail-on-non-empty)
	fi && ldconfig
}

# everything that an installation may change
machine() {
	find "$LIBS" /etc/ld.so.conf.d /var/lib/dpkg/info /usr/share/lintian/overrides \
		/usr/share/doc/librte* -printf '%p %l\n' | sort
	find /usr/local/lib -maxdepth 2 -printf '%p %l\n' | sort
	md5sum "$LIBS"/librte_eal.so.* "$LIBS"/librte_bus_pci.so.*
	dpkg-divert --list '*librte*'
	dpkg -V "${DEBIAN_LIBS[@]}"
	ldconfig -p
}

# as_packed PACKAGE...: dpkg prints differences, but its exit status does not show them
as_packed() { [[ -z $(dpkg -V "$@" | tee /dev/stderr) ]]; }

as_before() { diff "$STATE/before" <(machine); }

# runs_on PID EAL BUS_PCI: the process has loaded just these two of the libraries
runs_on() {
	diff <(printf '%s\n' "$2" "$3" | sort) \
		<(grep -oE '/[^ ]*/librte_(eal|bus_pci)\.so[^ ]*' "/proc/$1/maps" | sort -u)
}

write_token() { (umask 077; echo "$1" >"$STATE/token"); }

# tokens_work EAL BUS_PCI: Debian's testpmd on these libraries handles tokens
tokens_work() {
	local token wrong name

	token=$(uuid) wrong=$(uuid)
	write_token "$token"
	check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
	check_grep "the PF's token is set" "EAL: $PF0: VF token set" "$(testpmd_log pf)"
	check "testpmd runs on $1" runs_on "${TESTPMD_PID[pf]-none}" "$@"
	if [[ $1 == "$LIBS"/* ]]; then # our librte_bus_pci is in use, too
		vf_token_status pf >"$STATE/status"
		check_grep 'telemetry reports the PF' "$PF0" "$STATE/status"
	fi
	check_not 'a VF without a token is refused' testpmd_start none -a "$PF0_VF0"
	check_grep 'the error says that the token is missing' \
		"EAL: $PF0_VF0: VF token missing: PF $PF0 " "$(testpmd_log none)"
	DPDK_VFIO_VF_TOKEN=$wrong check_not 'a VF with a wrong token is refused' \
		testpmd_start wrong -a "$PF0_VF0"
	check_grep 'the error says that the token was refused' \
		"EAL: $PF0_VF0: VF token refused: " "$(testpmd_log wrong)"
	check 'a VF with the right token opens' \
		testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$PF0=file:$STATE/token"
	check 'a secondary without a token reads the VF' \
		"$PROC_INFO" --file-prefix vf -a "$PF0_VF0" -- --stats
	for name in vf pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done
	for name in pf none wrong vf; do
		check_no_secret "$token" "$(testpmd_log $name)"
		check_no_secret "$wrong" "$(testpmd_log $name)"
	done
	dmesg_expect "$PF0_VF0: VF token required to access device"
	dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
}

# is_stock WHEN: Debian's testpmd runs on Debian's libraries, which accept no token source
is_stock() {
	check "$1: the option accepts only a UUID" fails_as_stock
	check "$1: testpmd opens the PF" testpmd_start pf -a "$PF0"
	check "$1: testpmd runs on Debian's libraries" \
		runs_on "${TESTPMD_PID[pf]-none}" "$LIBS/$EAL" "$LIBS/$BUS_PCI"
	check "$1: testpmd exits cleanly" testpmd_stop pf
	check_no_grep "$1: the log does not mention VF tokens" 'VF token' "$(testpmd_log pf)"
}
fails_as_stock() {
	write_token "$(uuid)"
	testpmd_start stock -a "$PF0" --vfio-vf-token="file:$STATE/token" && return 1
	grep -Eq 'invalid (parameters for --vfio-vf-token|vfio vf token parameter)' \
		"$(testpmd_log stock)"
}
