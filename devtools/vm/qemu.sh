#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Unpack QEMU 11 from Debian 13's backports, so that the guest's machine is the same
# on every host. Nothing is installed: QEMU uses its own loader and its own libraries.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

suite=trixie-backports
qemu=$shared/qemu

usage() {
	cat <<EOT
usage: qemu.sh

Prints the path of a QEMU for x86_64. The first run unpacks it into
$qemu; remove that directory to get a newer QEMU.
EOT
}

# A tar archive leaves out the ownership that mmdebstrap may give to files.
unpack() {
	local uri

	uri=$(repository_of "$(. /etc/os-release && echo "$VERSION_CODENAME")")
	[ -n "$uri" ] || die "apt has no Debian repository here; name your QEMU by vm.py --qemu"
	bootstrap --variant=extract --format=tar --aptopt="APT::Default-Release \"$suite\"" \
		--include=qemu-system-x86,seabios,ipxe-qemu trixie - \
		"deb $uri trixie main" "deb $uri $suite main" |
		tar -x --no-same-owner --exclude=./dev -C "$qemu.new"
}

write_program() {
	cat >"$qemu.new/qemu-system-x86_64" <<-EOT
	#!/bin/sh
	exec "$qemu/usr/lib64/ld-linux-x86-64.so.2" --library-path "$qemu/usr/lib/x86_64-linux-gnu" \\
	    "$qemu/usr/bin/qemu-system-x86_64" -L "$qemu/usr/share/qemu" -L "$qemu/usr/share/seabios" "\$@"
	EOT
	chmod +x "$qemu.new/qemu-system-x86_64"
}

case ${1:-} in
--help | -h) usage; exit 0 ;;
?*) usage >&2; die "unknown argument $1" ;;
esac
lock_shared
if [ ! -x "$qemu/qemu-system-x86_64" ]; then
	command -v mmdebstrap >/dev/null || die "mmdebstrap is missing: devtools/packages.sh vm"
	say "unpacking QEMU from Debian's $suite" >&2
	rm -rf "$qemu.new"
	mkdir -p "$qemu.new"
	quietly "$qemu.log" unpack >&2
	write_program
	rm -rf "$qemu"
	mv "$qemu.new" "$qemu"
fi
echo "$qemu/qemu-system-x86_64"
