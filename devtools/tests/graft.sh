#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Test the graft: what it does to a tree, what it rejects, what it leaves
# behind. Works on the parts of a tree that the graft touches. Argument: a
# grafted tree in subprojects/, "dpdk" or that of another release.

set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/tap.sh"
root=${here%/devtools/tests}
graft=$root/devtools/graft.sh
grafted=$root/subprojects/${1:-dpdk}
release=$(cut -d. -f1,2 "$grafted/VERSION")
eal=lib/eal
stock=$scratch/stock
tree=$scratch/tree

fresh() {
	rm -rf "$tree"
	cp -rp "$stock" "$tree"
}

is_stock() {
	diff -r "$stock" "$tree"
}

# if a rule does not fit the tree, the graft changes nothing and names the rule
refuses() { # <message>
	cp -rp "$tree" "$scratch/before"
	fails "$1" "$graft" "$tree"
	diff -r "$scratch/before" "$tree"
	rm -rf "$scratch/before"
}

# files by which the rules distinguish releases
looked_at() {
	grep -rhoE '(when|unless): [^ ]+' "$root"/devtools/{cocci,joins,backports} |
		cut -d' ' -f2 | sort -u
}

undo_gives_stock() {
	local state=.vf-token-graft

	mkdir "$stock"
	cd "$grafted"
	# shellcheck disable=SC2046 # paths without spaces
	cp -rP --parents VERSION $state $(cat $state/changed $state/new) \
		$(ls -d $(looked_at) 2>/dev/null) "$stock/"
	"$graft" --undo "$stock"
	[ ! -e "$stock/.vf-token-graft" ]
	[ -z "$(find "$stock" -name '*vf_token*' -o -type l)" ]
	not grep -r vfio_open_device "$stock"
}

grafts() {
	fresh
	"$graft" "$tree"
	cmp "$root/lib/eal/linux/eal_vfio_open.c" "$tree/$eal/linux/eal_vfio_open.c"
	grep -q 'vfio_open_in_group(' "$tree/$eal/linux/eal_vfio.c"
}

# the headers that lib/eal/include installs, according to the file itself
installed_headers() { # <is_linux>
	rm -rf "$scratch/headers"
	mkdir "$scratch/headers"
	cp -rL "$grafted/$eal/include" "$scratch/headers/"
	cat >"$scratch/headers/meson.build" <<-END
	project('headers', 'c')
	is_linux = $1
	includes = []
	headers = []
	indirect_headers = []
	dpdk_generic_headers = []
	subdir('include')
	driver_sdk_headers = get_variable('driver_sdk_headers', [])
	foreach header : headers + driver_sdk_headers
	    message('installed: @0@'.format(header))
	endforeach
	END
	meson setup "$scratch/headers/build" "$scratch/headers"
}

headers_are_for_linux() {
	installed_headers true >"$scratch/installed"
	grep -F dev_vfio_token.h "$scratch/installed"
	installed_headers false >"$scratch/installed"
	grep -F rte_version.h "$scratch/installed"
	not grep -F vfio_token "$scratch/installed"
}

grafts_release_candidate() {
	fresh
	echo "$release.0-rc1" >"$tree/VERSION"
	"$graft" "$tree"
}

second_changes_nothing() {
	cp -rp "$tree" "$scratch/first"
	"$graft" "$tree" 2>&1 | grep -q 'grafted already'
	diff -r "$scratch/first" "$tree"
	rm -rf "$scratch/first"
}

undoes() {
	"$graft" --undo "$tree"
	is_stock
	fails 'not grafted' "$graft" --undo "$tree"
}

diff_is_the_graft() {
	fresh
	"$graft" --diff "$tree" >"$scratch/diff"
	is_stock
	patch -s -p1 -d "$tree" <"$scratch/diff"
	cp -rp "$tree" "$scratch/patched"
	fresh
	"$graft" "$tree"
	rm -rf "$tree/.vf-token-graft"
	diff -r "$scratch/patched" "$tree"
}

links() {
	fresh
	"$graft" --link "$tree"
	[ "$(readlink "$tree/$eal/linux/eal_vfio_open.c")" = \
		"$root/lib/eal/linux/eal_vfio_open.c" ]
	"$graft" --undo "$tree"
	is_stock
}

applies_one_rule() {
	fresh
	"$graft" --rule devtools/series/fixes/telemetry.sed "$tree"
	[ ! -e "$tree/.vf-token-graft" ]
	grep -q 'copy_arg(argv, i)' "$tree/$eal/common/eal_common_options.c"
	cp "$stock/$eal/common/eal_common_options.c" "$tree/$eal/common/"
	is_stock
	fails 'there is no rule nowhere.sed' "$graft" --rule nowhere.sed "$tree"
	is_stock
}

refuses_other_folder() {
	mkdir -p "$scratch/folder"
	fails 'not a DPDK source tree' "$graft" "$scratch/folder"
	[ -z "$(ls "$scratch/folder")" ]
	fails 'not a DPDK source tree' "$graft" "$scratch/nowhere"
}

keeps_local_changes() {
	fresh
	echo '/* local */' >>"$tree/$eal/linux/eal.c"
	"$graft" "$tree"
	tail -n 1 "$tree/$eal/linux/eal.c" | grep -q local
	"$graft" --undo "$tree"
	tail -n 1 "$tree/$eal/linux/eal.c" | grep -q local
}

undo_keeps_later_changes() { # <file of ours or DPDK's>
	fresh
	"$graft" "$tree"
	echo '/* later */' >>"$tree/$1"
	fails "$1 was changed since the graft" "$graft" --undo "$tree"
	grep -q later "$tree/$1"
	grep -q vfio_open_in_group "$tree/$eal/linux/eal_vfio.c"
}

refuses_without_block() {
	fresh
	sed -i 's/rte_eal_vfio_get_vf_token(vf_token);//' "$tree/$eal/linux/eal_vfio.c"
	refuses 'rule devtools/cocci/vfio-open-device.cocci did not find its place'
}

refuses_without_option() {
	fresh
	sed -i 's/vfio_vf_token/something/' "$tree/$eal/linux/eal.c" \
		"$tree/$eal/common/eal_common_options.c"
	refuses 'did not find its place'
}

refuses_without_anchor() {
	fresh
	[ -f "$tree/$eal/version.map" ] || skip 'there is no list of symbols'
	sed -i 's/^INTERNAL/OTHER/' "$tree/$eal/version.map"
	refuses 'lib/eal/version.map has no place for INTERNAL symbols'
}

# the tree has what the rules need, so there is no reason to reject it
grafts_unknown() {
	fresh
	echo 99.11.0 >"$tree/VERSION"
	"$graft" "$tree" 2>&1 | grep -F 'DPDK 99.11.0 was not tested'
	grep -q 'vfio_open_in_group(' "$tree/$eal/linux/eal_vfio.c"
}

refuses_unknown_without_file() {
	fresh
	echo 99.11.0 >"$tree/VERSION"
	rm "$tree/$eal/linux/eal.c"
	refuses 'did not find its place: there is no lib/eal/linux/eal.c'
}

# every symbol marked as exported is in the list of symbols
lists_symbols() {
	local map symbol

	fresh
	"$graft" "$tree"
	for map in lib/eal drivers/bus/pci; do
		[ -f "$tree/$map/version.map" ] || skip 'there is no list of symbols'
		for symbol in $(sed -n 's/^RTE_EXPORT_[A-Z]*_SYMBOL(\([a-z_]*\).*/\1/p' \
				"$root/$map"/linux/*.c); do
			grep -q "^	$symbol; #" "$tree/$map/version.map"
		done
	done
}

refuses_without_file() {
	fresh
	rm "$tree/app/test/meson.build"
	refuses 'there is no app/test/meson.build'
}

refuses_files_of_ours() {
	fresh
	touch "$tree/$eal/linux/eal_vfio_open.c"
	refuses "$eal/linux/eal_vfio_open.c is in"
}

as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

need_nobody() {
	[ "$(id -u)" = 0 ] || skip 'must run as root to become another user'
	as_nobody test -r "$graft" || skip 'other users cannot read this folder'
	chmod a+rx "$scratch"
}

refuses_read_only() {
	need_nobody
	fresh
	fails 'cannot write to' as_nobody "$graft" "$tree"
	is_stock
}

# the state directory can be created, but not every file of the tree changed
takes_back() {
	fresh
	need_nobody
	chown -R 65534 "$tree"
	chmod a-w "$tree/$eal/linux"
	fails 'is unchanged' as_nobody "$graft" "$tree"
	is_stock
}

survives_full_disk() {
	[ "$(id -u)" = 0 ] || skip 'must run as root to mount a small disk'
	unshare -m true || skip 'mount namespaces do not work here'
	mkdir -p "$scratch/disk"
	export stock graft scratch
	unshare -m bash -euxc '
		mount -t tmpfs -o size=32m small "$scratch/disk"
		cp -rp "$stock" "$scratch/disk/tree"
		dd if=/dev/zero of="$scratch/disk/fill" bs=4k || true
		truncate -s -60k "$scratch/disk/fill"
		if "$graft" "$scratch/disk/tree" 2>"$scratch/said"; then exit 1; fi
		grep "cannot write to .*/disk/tree; .* is unchanged" "$scratch/said"
		diff -r "$stock" "$scratch/disk/tree"
	'
}

run 'undo of a linked graft restores the stock tree' undo_gives_stock
run 'a stock tree gets the feature' grafts
run 'headers are installed only on Linux, like the functions' headers_are_for_linux
run 'a second graft says so and changes nothing' second_changes_nothing
run 'undo restores each byte, and works once' undoes
run 'diff shows exactly what the graft does' diff_is_the_graft
run 'link creates links instead of copies' links
run 'a single rule is applied without the others' applies_one_rule
run 'refused: a folder that is not a DPDK tree' refuses_other_folder
run 'a release candidate of a known release gets the feature' grafts_release_candidate
run 'graft and undo keep local changes' keeps_local_changes
run 'undo keeps later changes to our files' \
	undo_keeps_later_changes "$eal/linux/eal_vfio_open.c"
run "undo keeps later changes to DPDK's files" \
	undo_keeps_later_changes "$eal/linux/meson.build"
run 'refused: a file without the token code' refuses_without_block
run 'refused: another option parser' refuses_without_option
run 'refused: no place for symbols' refuses_without_anchor
run 'an unknown release gets the feature, with a warning' grafts_unknown
run 'the symbol lists contain all exported symbols' lists_symbols
run 'refused: an unknown release without a required file' refuses_unknown_without_file
run 'refused: a tree without a required file' refuses_without_file
run 'refused: a tree that already has one of our files' refuses_files_of_ours
run 'refused: a read-only tree' refuses_read_only
run 'undone: a graft that meets a read-only folder' takes_back
run 'refused: a full disk' survives_full_disk
done_testing
