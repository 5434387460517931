# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2034,SC2154
# Debian's unmodified DPDK and Open vSwitch in the guest, and how they behave
# with and without our libraries. Sourced.

TESTPMD=/usr/bin/dpdk-testpmd
PROC_INFO=/usr/bin/dpdk-proc-info
LIBS=/usr/lib/$MULTIARCH
EAL=librte_eal.so.$ABI
BUS_PCI=dpdk/pmds-$ABI/librte_bus_pci.so.$ABI
PACKAGE=librte-vf-token${ABI%.*}

debian_is_installed() {
	[[ ! -e /run/debian ]] || return 0
	tar -C "$DEBIAN/root" -c . | tar -C / -x --keep-directory-symlink || return
	package_installs "$DEBIAN"/packages/*.deb || return
	touch /run/debian
}

package_installs() { dpkg --force-unsafe-io -i "$@"; }

# package REVISION: our package, of which there is one for each revision
package() { echo "$DEBIAN/ours/$PACKAGE"_*-"$1"_*.deb; }

# everything that an installation may change
machine() {
	find "$LIBS" /etc/ld.so.conf.d /var/lib/dpkg/info /usr/share/lintian/overrides \
		/usr/share/doc/librte* -printf '%p %l\n' | sort
	find /usr/local/lib -maxdepth 2 -printf '%p %l\n' | sort
	md5sum "$LIBS"/librte_eal.so.* "$LIBS"/librte_bus_pci.so.*
	dpkg-divert --list '*librte*'
	dpkg -V librte-eal23 librte-bus-pci23
	ldconfig -p
}

# as_packed PACKAGE...: dpkg prints differences, its exit status does not show them
as_packed() { [[ -z $(dpkg -V "$@" | tee /dev/stderr) ]]; }

as_before() { diff "$STATE/before" <(machine); }

# runs_on PID EAL BUS_PCI: it has loaded these two libraries and no others
runs_on() {
	diff <(printf '%s\n' "$2" "$3" | sort) \
		<(grep -oE '/[^ ]*/librte_(eal|bus_pci)\.so[^ ]*' "/proc/$1/maps" | sort -u)
}

write_token() { (umask 077; echo "$1" >"$STATE/token"); }

# tokens_work EAL BUS_PCI: Debian's testpmd on these libraries
tokens_work() {
	local token wrong name

	token=$(uuid) wrong=$(uuid)
	write_token "$token"
	check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="file:$STATE/token"
	check_grep 'and sets its token' "EAL: $PF0: VF token set" "$(testpmd_log pf)"
	check "it runs on $1" runs_on "${TESTPMD_PID[pf]-none}" "$@"
	vf_token_status pf >"$STATE/status"
	check_grep 'its telemetry tells of it' "$PF0" "$STATE/status"
	check_not 'a VF without a token is refused' testpmd_start none -a "$PF0_VF0"
	check_grep 'and told why' "EAL: $PF0_VF0: VF token missing: PF $PF0 " "$(testpmd_log none)"
	DPDK_VFIO_VF_TOKEN=$wrong check_not 'a VF with a wrong token is refused' \
		testpmd_start wrong -a "$PF0_VF0"
	check_grep 'and told why' "EAL: $PF0_VF0: VF token refused: " "$(testpmd_log wrong)"
	check 'a VF with the right token is let in' \
		testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$PF0=file:$STATE/token"
	check 'a secondary without a token reads it' \
		"$PROC_INFO" --file-prefix vf -a "$PF0_VF0" -- --stats
	for name in vf pf; do check "testpmd $name ends in good order" testpmd_stop $name; done
	for name in pf none wrong vf; do
		check_no_secret "$token" "$(testpmd_log $name)"
		check_no_secret "$wrong" "$(testpmd_log $name)"
	done
	dmesg_expect "$PF0_VF0: VF token required to access device"
	dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
}

# Debian's own libraries do not accept a source as a token
is_stock() {
	check "$1: a token is its text alone" fails_as_stock
	check "$1: testpmd takes the PF" testpmd_start pf -a "$PF0"
	check "$1: it runs on Debian's libraries" runs_on "${TESTPMD_PID[pf]-none}" "$LIBS/$EAL" "$LIBS/$BUS_PCI"
	check "$1: testpmd ends in good order" testpmd_stop pf
	check_no_grep "$1: no word of tokens" 'VF token' "$(testpmd_log pf)"
}
fails_as_stock() {
	write_token "$(uuid)"
	testpmd_start stock -a "$PF0" --vfio-vf-token="file:$STATE/token" && return 1
	grep -q 'invalid parameters for --vfio-vf-token' "$(testpmd_log stock)"
}
