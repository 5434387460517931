#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Compare the ABI of librte_eal and librte_bus_pci with the overlay to that of
# the stock tree (types and symbols). If this machine's Debian has the release, also
# compare the ABI of the replacements to that of Debian's libraries (symbols). There must
# only be additions, all experimental or internal. Argument: a release; default:
# the home release.

set -euo pipefail
. "$(dirname "$0")/../common.sh"
. "$root/devtools/tests/tap.sh"

use_release "${1:-$(home_release)}"
tree=$(tree_of "$release")
ours=$root/$(build_of "$release")/shared
stock=$(stock_of "$release")/shared
debian=$cache/debian-libs
libraries="lib/librte_eal drivers/librte_bus_pci"
abi=$(cat "$root/subprojects/$tree/ABI_VERSION")

# Build with debug information, to compare types.
build_libraries() { # <folder>
	configure "$1" "$release" "$tree" -Donly_dpdk=true -Ddefault_library=shared \
		-Dbuildtype=debugoptimized
	ninja -C "$1" "subprojects/$tree/lib/librte_eal.so.$abi" \
		"subprojects/$tree/drivers/librte_bus_pci.so.$abi"
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

of() { # <ours|stock|debian|drop-in> <library>
	case $1 in
	ours) echo "$ours/subprojects/$tree/$2.so.$abi" ;;
	stock) echo "$stock/subprojects/$tree/$2.so.$abi" ;;
	drop-in) echo "$root/build/usr-$release/libraries/$(basename "$2").so.$abi" ;;
	debian) ls "$debian"/usr/lib/*/"$(basename "$2").so.$abi" ;;
	esac
}

only_additions() { # <before> <now> <library>
	abidiff --no-added-syms "$(of "$1" "$3")" "$(of "$2" "$3")"
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
	not abidiff --no-added-syms "$(of ours lib/librte_eal)" "$(of ours drivers/librte_bus_pci)"
}

run 'our libraries build' build_libraries "$ours"
run "stock DPDK's libraries build" build_libraries "$stock"
for library in $libraries; do
	run "$(basename "$library"): only additions to a stock build" only_additions stock ours "$library"
	run "$(basename "$library"): additions are experimental or internal" \
		additions_are_no_promise "$library"
	echo "# added: $(grep -c EXPERIMENTAL "$scratch/added" || true) experimental," \
		"$(grep -c INTERNAL "$scratch/added" || true) internal"
done
if [ "$release" = "$(own_release)" ]; then
	run "the replacements for Debian's libraries build" "$root/devtools/drop-in.sh" --deb
	run "Debian's own libraries are available" fetch_debian
	for library in $libraries; do
		run "$(basename "$library"): only additions to Debian's library" \
			only_additions debian drop-in "$library"
	done
fi
run 'a changed ABI is detected' a_change_is_seen
done_testing
