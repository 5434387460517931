#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Type the commands of the page of recipes in the virtual machine, which has Debian's
# systemd and Podman. Prints the TAP of devtools/vm/recipes.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

unpacked=$cache/recipes
programs="systemd podman netavark crun uidmap jq"
# Podman's networks, which the guest does without; Podman 5 insists on netavark itself
unneeded='containernetworking-plugins|aardvark-dns|(ip|nf)tables|libip[46]tc2|libn(f|etfilter).*'

# What these programs need and this machine lacks.
missing_packages() {
	apt-get install --simulate --no-install-recommends $programs |
		awk '/^Inst/ && !/^Inst [^ ]+ \[/ { print $2 }' | grep -Exv "$unneeded" || true
}

fetch() { # <package...>
	local package

	mkdir -p "$unpacked/packages" "$unpacked/root"
	[ $# -eq 0 ] || (cd "$unpacked/packages" && apt-get -q download "$@")
	for package in "$unpacked"/packages/*.deb; do
		[ ! -f "$package" ] || dpkg -x "$package" "$unpacked/root"
	done
	rm -rf "$unpacked/packages" "$unpacked"/root/usr/share/{doc,man,locale}
}

case ${1:-} in
--help | -h) echo "usage: recipes.sh [SCENARIO...]"; exit 0 ;;
esac
exec 3>&1 1>&2
[ -f "$unpacked/done" ] ||
	as_root apt-get -q update >"$cache/recipes.log" 2>&1 || true # or old names are requested
packages=$(missing_packages)
if [ "$(cat "$unpacked/done" 2>/dev/null)" != "with $packages" ]; then
	say "getting Debian's systemd and Podman"
	rm -rf "$unpacked"
	quietly "$cache/recipes.log" fetch $packages
	echo "with $packages" >"$unpacked/done"
fi
# the addresses of the page are those of the emulated cards
exec "$root/devtools/vm/vm.py" run --one-thread --scenarios "$root/devtools/vm/recipes" \
	--logdir "$root/build/vm/recipes" --set DEBIAN="$unpacked/root" --set NO_VIRTIO=yes "$@" >&3
