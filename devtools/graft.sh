#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Join the overlay to a DPDK source tree: our files, the semantic patches of
# devtools/cocci and the insertions of devtools/joins. All or nothing: the graft
# prepares the result next to the tree and moves it there after every rule has
# satisfied its "expect" lines.
#
# A rule is a file with these comment lines:
#   file: PATH             file to change
#   when: PATH [TEXT]      only if that file exists, or contains TEXT
#   unless: PATH [TEXT]    only if not
#   expect: N TEXT         number of lines that contain TEXT afterwards
#   brings: PATH           file of ours that is used only with this rule
#
# The overlay is written for the newest DPDK. devtools/backports provides what
# older releases lack; its files also have such lines (//), which do not get into
# the tree. If a version.map lists symbols, the graft adds those that our sources
# export.
#
# The original files are kept in TREE/.vf-token-graft, for --undo.

set -euo pipefail

usage() {
	cat <<EOF
usage: graft.sh [--diff | --undo | --link | --rule RULE] TREE

Adds the VF token feature to the DPDK source tree TREE.

  --diff   print the changes as a unified diff, without making them
  --undo   undo the graft
  --link   link to the overlay's files instead of copying them, so that an
           edit needs no new graft
  --rule   apply only this rule, a file of the overlay, and keep no original
  --help   show this text
EOF
}

die() {
	echo "graft: $*" >&2
	exit 1
}

# Whether the tree has a file, or a required file contains a text.
has() { # <path> [text]
	if [ -z "${2:-}" ]; then
		[ -e "$tree/$1" ]
	else
		[ -f "$tree/$1" ] || die "there is no $1; $unchanged"
		grep -qF -- "$2" "$tree/$1"
	fi
}

# Whether a rule, or a file of the backports, applies to this tree.
is_due() { # <rule or file>
	local path text

	while read -r path text; do
		has "$path" "$text" || return 1
	done < <(sed -n 's/^[/#* ]* when: //p' "$1")
	while read -r path text; do
		! has "$path" "$text" || return 1
	done < <(sed -n 's/^[/#* ]* unless: //p' "$1")
}

# List the overlay's files, relative to its root, and their paths in the tree.
our_files() {
	local path rule

	cd "$overlay"
	for rule in devtools/joins/*.sed; do
		is_due "$rule" || sed -n 's/^# brings: //p' "$rule"
	done >"$work/not-due"
	find lib drivers app doc usertools -type f | sort | grep -vxFf "$work/not-due" | sed 's/.*/& &/'
	while read -r path; do
		! is_due "$path" || echo "$path ${path#devtools/backports/}"
	done < <(find devtools/backports -type f | sort)
}

# Make two copies of a file of the tree: one to keep, one to modify.
stage() { # <path>
	[ ! -e "$work/a/$1" ] || return 0
	mkdir -p "$(dirname "$work/a/$1")" "$(dirname "$work/b/$1")"
	cp -p "$tree/$1" "$work/a/$1"
	cp -p "$tree/$1" "$work/b/$1"
}

apply() { # <rule> <file>
	case $1 in
	*.cocci) spatch --very-quiet --in-place --macro-file "$overlay/devtools/cocci/macros.h" \
		--sp-file "$1" "$2" ;;
	*.sed) sed -i -f "$1" "$2" ;;
	esac >"$work/log" 2>&1
}

run_rule() { # <rule, relative to the overlay>
	local rule=$overlay/$1 name=$1 path count text found

	path=$(sed -n 's/^[/#]* file: //p' "$rule")
	[ -f "$tree/$path" ] ||
		die "rule $name did not find its place: there is no $path; $unchanged"
	stage "$path"
	cp "$work/b/$path" "$work/before"
	if ! apply "$rule" "$work/b/$path"; then
		cat "$work/log" >&2
		die "rule $name could not be run on $path; $unchanged"
	fi
	cmp -s "$work/before" "$work/b/$path" &&
		die "rule $name did not find its place in $path; $unchanged"
	while read -r count text; do
		found=$(grep -cF -- "$text" "$work/b/$path" || true)
		[ "$found" = "$count" ] || die "rule $name did not find its place" \
			"in $path: $count lines with '$text' expected, $found found; $unchanged"
	done < <(sed -n 's/^[/#]* expect: //p' "$rule")
}

# List the symbols exported by our sources in a directory, as version.map lines.
exported() { # <folder> <EXPERIMENTAL or INTERNAL>
	{ grep -rhE "^RTE_EXPORT_$2_SYMBOL\\(" "$overlay/$1" || true; } |
		sed -E 's/.*\((\w+).*/\t\1; # WINDOWS_NO_EXPORT/' | sort
}

# Before 25.07, each library lists its symbols in a version.map.
list_symbols() { # <folder>
	local map=$1/version.map kind

	[ -f "$tree/$map" ] || return 0
	stage "$map"
	for kind in EXPERIMENTAL INTERNAL; do
		exported "$1" "$kind" >"$work/symbols"
		[ -s "$work/symbols" ] || continue
		grep -q "^$kind {" "$work/b/$map" ||
			die "$map has no place for $kind symbols; $unchanged"
		# after "global:", which is the first line of a section
		sed -i -e "/^$kind {/,/global:/{/global:/r $work/symbols" -e '}' "$work/b/$map"
	done
}

# Point releases do not matter.
find_release() {
	local known

	version=$(head -n 1 "$tree/VERSION")
	[ ! -f "$overlay/config/releases/$(cut -d. -f1,2 <<<"$version")" ] || return 0
	known=$(cd "$overlay/config/releases" && echo *)
	echo "graft: DPDK $version was not tested; $known were" >&2
}

# Make the whole graft in the work directory: "a" is before, "b" after.
make_graft() { # copy | link | diff
	local rule ours path

	for rule in "$overlay"/devtools/cocci/*.cocci "$overlay"/devtools/joins/*.sed; do
		! is_due "$rule" || run_rule "${rule#"$overlay"/}"
	done
	list_symbols lib/eal
	list_symbols drivers/bus/pci
	while read -r ours path; do
		[ ! -e "$tree/$path" ] || die "$path is in $tree already; $unchanged"
		mkdir -p "$work/b/${path%/*}"
		if [ "$1" = link ]; then
			ln -s "$overlay/$ours" "$work/b/$path"
		else
			cp -p "$overlay/$ours" "$work/b/$path"
			# of no interest in the tree
			[[ $ours != devtools/backports/* ]] ||
				sed -i '/^\/\/ \(when\|unless\): /d' "$work/b/$path"
		fi
		echo "$path"
	done < <(our_files) >"$work/new"
	(cd "$work/a" && find * -type f) >"$work/changed"
	(cd "$work/b" && find * -type f -exec sha256sum {} +) >"$work/sums"
}

# Restore what the graft found, even after a partial graft. Only renames and
# removes, so a full disk is no obstacle.
restore() {
	local path

	while read -r path; do
		[ ! -e "$state/a/$path" ] || [ "$state/a/$path" -ef "$tree/$path" ] ||
			mv -f "$state/a/$path" "$tree/$path"
	done <"$state/changed"
	while read -r path; do
		rm -f "$tree/$path"
		rmdir -p --ignore-fail-on-non-empty "$tree/${path%/*}" 2>/dev/null || true
	done <"$state/new"
	rm -rf "$state"
}

# Handle an error or a signal while the tree is being changed.
take_back() {
	trap '' INT TERM
	trap - EXIT
	restore
	rm -rf "$work"
	die "stopped; $unchanged"
}

apply_only() { # <rule>
	[ -f "$overlay/$1" ] || die "there is no rule $1; $unchanged"
	is_due "$overlay/$1" || return 0
	run_rule "$1"
	cp -r "$work/b/." "$tree/"
}

# The originals are kept as additional links to the same files.
graft() {
	local path

	new=$(mktemp -d "$state.XXXXXX" 2>/dev/null) || die "cannot write to $tree; $unchanged"
	trap 'rm -rf "$work" "$new"; die "cannot write to $tree; $unchanged"' EXIT
	cp -p "$work/sums" "$work/changed" "$work/new" "$new/"
	cp -rp "$work/b" "$new/"
	while read -r path; do
		mkdir -p "$(dirname "$new/a/$path")"
	done <"$work/changed"
	mv -T "$new" "$state"

	trap take_back EXIT
	while read -r path; do
		ln "$tree/$path" "$state/a/$path"
		mv -f "$state/b/$path" "$tree/$path"
	done <"$state/changed"
	while read -r path; do
		mkdir -p "$tree/${path%/*}"
		mv "$state/b/$path" "$tree/$path"
	done <"$state/new"
	rm -rf "$state/b"
	trap 'rm -rf "$work"' EXIT
	echo "graft: $tree, DPDK $version, now has VF token support: $(wc -l <"$state/new") files added," \
		"$(wc -l <"$state/changed") of DPDK's own files changed"
}

# Whether the graft is complete, not partial.
is_grafted() {
	[ -d "$state" ] && [ ! -e "$state/b" ]
}

# Remove only what the graft made: later edits are somebody's work.
undo() {
	local sum path

	[ -d "$state" ] || die "$tree is not grafted; nothing to undo"
	if is_grafted; then
		while read -r sum path; do
			[ -L "$tree/$path" ] || [ ! -e "$tree/$path" ] ||
				[ "$sum" = "$(sha256sum <"$tree/$path" | cut -d' ' -f1)" ] ||
				die "$path was changed since the graft; remove that" \
				"change first, as --undo would lose it"
		done <"$state/sums"
	fi
	[ -w "$state" ] && [ -w "$tree" ] || die "cannot write to $tree; $unchanged"
	restore
	echo "graft: $tree is as it was before"
}

overlay=$(cd "$(dirname "$0")/.." && pwd)
mode=copy
while [ $# -gt 0 ]; do
	case $1 in
	--diff | --undo | --link) mode=${1#--} ;;
	--rule) mode=rule rule=${2:?--rule needs a file}; shift ;;
	--help | -h) usage; exit 0 ;;
	-*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done
[ $# -eq 1 ] || { usage >&2; exit 2; }

[ -f "$1/VERSION" ] || die "$1 is not a DPDK source tree (it has no VERSION)"
tree=$(cd "$1" && pwd)
state=$tree/.vf-token-graft
unchanged="$tree is unchanged"

if [ "$mode" = undo ]; then
	undo
	exit
fi
if is_grafted; then
	echo "graft: $tree is grafted already, nothing was changed" >&2
	exit 0
fi
[ ! -e "$state" ] || die "a graft of $tree is in progress or was interrupted;" \
	"--undo reverts it"

command -v spatch >/dev/null || die "spatch is needed (package coccinelle)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/a" "$work/b"
if [ "$mode" = rule ]; then
	apply_only "$rule"
	exit
fi
find_release
make_graft "$mode"
if [ "$mode" = diff ]; then
	(cd "$work" && diff -Nru a b) || [ $? -eq 1 ]
else
	graft
fi
