#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The ABI of librte_eal and librte_bus_pci with the overlay, against a stock
# build (types and symbols) and against Debian's own libraries of the same
# release (symbols): additions only, in the map's EXPERIMENTAL and INTERNAL.

set -euo pipefail
. "$(dirname "$0")/../common.sh"
. "$root/devtools/tests/tap.sh"

debian=$cache/debian-libs
libraries="lib/librte_eal drivers/librte_bus_pci"
abi=$(cat "$root/subprojects/dpdk/ABI_VERSION")

# the two libraries of stock DPDK, with types to compare; ours are those of
# the Debian package, as yet with types
build_stock() {
	local build=$root/build/shared-stock

	[ -f "$build/build.ninja" ] || meson setup "$build" "$root" -Dstock=true \
		-Ddefault_library=shared -Dbuildtype=debugoptimized
	ninja -C "$build" "subprojects/dpdk-stock/lib/librte_eal.so.$abi" \
		"subprojects/dpdk-stock/drivers/librte_bus_pci.so.$abi"
}

fetch_debian() {
	local package

	mkdir -p "$debian"
	for package in "librte-eal${abi%.*}" "librte-bus-pci${abi%.*}"; do
		[ -f "$debian/$package.done" ] && continue
		(cd "$debian" && apt-get -q download "$package" &&
			dpkg -x "$package"_*.deb . && touch "$package.done")
	done
}

of() { # <ours|stock> <library>
	case $1 in
	ours) echo "$root/build/usr/libraries/$(basename "$2").so.$abi" ;;
	stock) echo "$root/build/shared-stock/subprojects/dpdk-stock/$2.so.$abi" ;;
	debian) ls "$debian"/usr/lib/*/"$(basename "$2").so.$abi" ;;
	esac
}

only_additions() { # <stock|debian> <library>
	abidiff --no-added-syms "$(of "$1" "$2")" "$(of ours "$2")"
}

symbols() { # <ours|stock> <library>: name@@version
	nm -D --defined-only --with-symbol-versions "$(of "$1" "$2")" | awk '{ print $3 }' | sort
}

additions_are_no_promise() { # <library>
	comm -13 <(symbols stock "$1") <(symbols ours "$1") >"$scratch/added"
	cat "$scratch/added"
	[ -s "$scratch/added" ]
	not grep -Ev '@@(EXPERIMENTAL|INTERNAL)$' "$scratch/added"
}

a_change_is_seen() {
	not only_additions_of "$(of ours lib/librte_eal)" "$(of ours drivers/librte_bus_pci)"
}
only_additions_of() { abidiff --no-added-syms "$1" "$2"; }

run 'our libraries are built' "$root/devtools/drop-in.sh" --deb
run 'those of stock DPDK are built' build_stock
run 'Debian'"'"'s own libraries are there' fetch_debian
for library in $libraries; do
	run "$(basename "$library"): only additions to a stock build" only_additions stock "$library"
	run "$(basename "$library"): only additions to Debian's library" only_additions debian "$library"
	run "$(basename "$library"): what is added is experimental or internal" \
		additions_are_no_promise "$library"
	echo "# added: $(grep -c EXPERIMENTAL "$scratch/added" || true) experimental," \
		"$(grep -c INTERNAL "$scratch/added" || true) internal"
done
run 'a change would be seen' a_change_is_seen
done_testing
