#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Joins the overlay to a DPDK source tree: our files, the semantic patches of
# devtools/cocci and the insertions of devtools/joins. All or nothing: the
# result is made beside the tree and moved into it once every rule has done
# what its "expect" lines say.
#
# A rule is a file with these comment lines:
#   file: PATH          what it changes
#   expect: N TEXT      how many lines hold TEXT afterwards
#
# The overlay is laid out as DPDK 22.11; how another release differs stands in
# config/releases. Where a tree is of none of these, nothing is done but to
# name the first rule that does not fit it.
#
# What was there before is kept in TREE/.vf-token-graft, for --undo.

set -euo pipefail

usage() {
	cat <<EOF
usage: graft.sh [--diff | --undo | --link] TREE

Gives the DPDK source tree TREE the VF token feature.

  --diff   print what would be done as one unified diff, and do nothing
  --undo   take the graft back
  --link   as without option, but with links to the overlay's files in the
           place of copies, so that an edit needs no new graft
  --help   this text
EOF
}

die() {
	echo "graft: $*" >&2
	exit 1
}

is_left_out() { # <rule or file of ours>
	[[ " $GRAFT_LEAVES_OUT " = *" $1 "* ]]
}

# Text of ours with the names that this release has for its paths.
rename() {
	sed "$GRAFT_RENAMES"
}

# The overlay's files, relative to its root.
our_files() {
	(cd "$overlay" && find ./lib ./drivers ./app ./doc -type f 2>/dev/null || true) |
		sed 's,^\./,,' | sort
}

# Both copies of a file of the tree: as it is, and to be worked on.
stage() { # <path>
	[ ! -e "$work/a/$1" ] || return 0
	mkdir -p "$(dirname "$work/a/$1")" "$(dirname "$work/b/$1")"
	cp -p "$tree/$1" "$work/a/$1"
	cp -p "$tree/$1" "$work/b/$1"
}

apply() { # <rule> <file>
	case $1 in
	*.cocci) spatch --very-quiet --in-place --sp-file "$1" "$2" ;;
	*.sed) sed -i -f "$1" "$2" ;;
	esac >"$work/log" 2>&1
}

run_rule() { # <rule, relative to the overlay>
	local rule=$work/rule.${1##*.} name=$1 path count text found

	rename <"$overlay/$name" >"$rule"
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

# What config/releases says of the tree's release, or of the newest one there.
find_release() {
	version=$(head -n 1 "$tree/VERSION")
	series=$(cut -d. -f1,2 <<<"$version")
	is_known=yes
	if [ ! -f "$overlay/config/releases/$series" ]; then
		is_known=no
		series=$(cd "$overlay/config/releases" && printf '%s\n' * | sort -V | tail -n 1)
		echo "graft: DPDK $version is not known (see config/releases), it will not" \
			"be grafted; trying the rules for $series" >&2
	fi
	# shellcheck source=../config/releases/22.11
	. "$overlay/config/releases/$series"
}

# Everything that the graft does, in the work folder: a is before, b after.
make_graft() { # copy | link | diff
	local rule ours path

	mkdir "$work/a" "$work/b"
	for rule in "$overlay"/devtools/cocci/*.cocci "$overlay"/devtools/joins/*.sed; do
		rule=${rule#"$overlay"/}
		! is_left_out "$rule" || continue
		run_rule "$rule"
	done
	[ "$is_known" = yes ] || die "the rules for $series fit DPDK $version;" \
		"to have it grafted, give it a file in config/releases; $unchanged"
	for ours in $(our_files); do
		! is_left_out "$ours" || continue
		path=$(rename <<<"$ours")
		[ ! -e "$tree/$path" ] || die "$path is in $tree already; $unchanged"
		mkdir -p "$work/b/${path%/*}"
		if [ "$1" = link ]; then
			ln -s "$overlay/$ours" "$work/b/$path"
		else
			cp -p "$overlay/$ours" "$work/b/$path"
		fi
		echo "$path"
	done >"$work/new"
	(cd "$work/a" && find * -type f) >"$work/changed"
	(cd "$work/b" && find * -type f -exec sha256sum {} +) >"$work/sums"
}

# Put back what the graft found, also after half a graft. Only renames and
# removes, so a full disk does not hinder it.
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

# An error or a signal while the tree is being changed.
take_back() {
	trap '' INT TERM
	trap - EXIT
	restore
	rm -rf "$work"
	die "stopped; $unchanged"
}

# The originals stay as further links to the same files.
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
	echo "graft: $tree, DPDK $version, has the feature now: $(wc -l <"$state/new") files of ours," \
		"$(wc -l <"$state/changed") of DPDK's own changed"
}

# As opposed to half a graft.
is_grafted() {
	[ -d "$state" ] && [ ! -e "$state/b" ]
}

# Only what the graft made may go: what was edited since is somebody's work.
undo() {
	local sum path

	[ -d "$state" ] || die "$tree is not grafted; nothing to undo"
	if is_grafted; then
		while read -r sum path; do
			[ -L "$tree/$path" ] || [ ! -e "$tree/$path" ] ||
				[ "$sum" = "$(sha256sum <"$tree/$path" | cut -d' ' -f1)" ] ||
				die "$path was changed since the graft; take that" \
				"change out first, --undo would lose it"
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
	--help | -h) usage; exit 0 ;;
	-*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done
[ $# -eq 1 ] || { usage >&2; exit 2; }

[ -f "$1/VERSION" ] || die "$1 is no DPDK source tree (no VERSION in it)"
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
[ ! -e "$state" ] || die "a graft of $tree is going on or was interrupted;" \
	"--undo takes it back"

command -v spatch >/dev/null || die "spatch is needed (package coccinelle)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
find_release
make_graft "$mode"
if [ "$mode" = diff ]; then
	(cd "$work" && diff -Nru a b) || [ $? -eq 1 ]
else
	graft
fi
