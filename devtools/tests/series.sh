#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Test the patch series as a DPDK maintainer sees them: they apply to a clean
# checkout, each commit builds, starts and passes its tests, each patch is short
# and passes DPDK's own checks, and the final tree is the grafted tree. A git tree
# of any release may be named; the default is DPDK 22.11, without its history,
# where the features are a backport.

set -euo pipefail
. "$(dirname "$0")/../common.sh"
. "$root/devtools/tests/tap.sh"
from=${1:+$(realpath -e "$1")}
version=$(cut -d. -f1,2 "${from:-/dev/null}/VERSION" 2>/dev/null || echo 22.11)
[ -f "$root/config/releases/$version" ] || version=$(known_releases | xargs -n 1 | sort -V | tail -n 1)
use_release "$version"
series=$root/devtools/series.py
stock=$scratch/stock     # a git tree of the release
# where the series is applied and built: with the paths of the other build of the release,
# so that ccache has its objects
project=$scratch/project
name=$(tree_of "$release")
tree=$project/subprojects/$name
built=$project/build/subprojects/$name
patches=$scratch/patches
all_series="fixes core sources secondaries runtime"
backport=()              # for a release that gets no features
export DPDK_CHECKPATCH_PATH=$cache/checkpatch/checkpatch.pl
# by default, checkpatch looks for codespell's words with the caller's python3
DPDK_CHECKPATCH_CODESPELL=$(dpkg -L codespell | grep '/dictionary\.txt$' || true)
export DPDK_CHECKPATCH_CODESPELL

# a release's tarball has no history, where the fixed commits are
[ -n "$from" ] || export DPDK_CHECKPATCH_OPTIONS=--ignore=UNKNOWN_COMMIT_ID

# the sender of the series, without the machine's settings
export GIT_AUTHOR_NAME='VF token overlay authors' GIT_AUTHOR_EMAIL=authors@example.com
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
# git must not pack objects on its own
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=gc.auto GIT_CONFIG_VALUE_0=0

make_stock() {
	if [ -n "$from" ]; then
		git clone -q --shared "$from" "$stock"
		git -C "$stock" checkout -q -B main # whatever is checked out there
		return
	fi
	mkdir "$stock"
	tar -x -C "$stock" --strip-components=1 --exclude=debian -f "$(tarball_of "$release")"
	git -C "$stock" init -q -b main
	git -C "$stock" add -Af
	git -C "$stock" commit -q -m "DPDK $release"
}

# prints a hash of every file in the tree, including git's
state_of_stock() {
	(cd "$stock" && find . \( -type f -o -type l \) -exec sha256sum {} + | sort)
}

writes() {
	local part

	state_of_stock >"$scratch/before"
	"$series" "${backport[@]}" -o "$patches" "$stock"
	state_of_stock | diff "$scratch/before" -
	for part in $all_series; do
		[ -f "$patches/$part/0000-cover-letter.patch" ]
		not grep -F '***' "$patches/$part/0000-cover-letter.patch"
	done
}

# The commit messages have only DPDK's own messages in double quotes.
quotes_stock() {
	local quote status=0

	grep -hv '^Fixes: ' "$root"/devtools/series/*/[0-9]* | tr '\n' ' ' | grep -o '"[^"]*"' >"$scratch/quotes"
	while IFS= read -r quote; do
		grep -rqFe "$quote" "$stock/lib" "$stock/drivers" "$stock/app" || {
			echo "not in DPDK: $quote"
			status=1
		}
	done < <(sed 's/^"\(.*\)"$/\1/' "$scratch/quotes")
	return $status
}

# A release that is not open gets only fixes.
writes_only_fixes() {
	"$series" -o "$scratch/only" "$stock" | tee "$scratch/out"
	grep -F 'features go to main' "$scratch/out"
	[ "$(ls "$scratch/only")" = fixes ]
}

applies() {
	local part

	git clone -q --shared "$stock" "$tree"
	for part in $all_series; do
		(cd "$tree" && git am -q "$patches/$part"/000[1-9]-*)
	done
	[ "$(git -C "$tree" rev-list --count origin/main..)" -ge 15 ]
}

# except for the line that DPDK requires from a new contributor
ends_as_graft() {
	git clone -q "$stock" "$scratch/grafted"
	"$root/devtools/graft.sh" "$scratch/grafted"
	diff -r -x .git -x .vf-token-graft -x .mailmap "$scratch/grafted" "$tree"
	diff "$scratch/grafted/.mailmap" "$tree/.mailmap" >"$scratch/mailmap" || true
	cat "$scratch/mailmap"
	[ "$(grep -c '^[<>]' "$scratch/mailmap")" = 1 ]
	grep -Fx "> $GIT_AUTHOR_NAME <$GIT_AUTHOR_EMAIL>" "$scratch/mailmap"
}

# Packagers have a tree without git. The patches take it to the grafted tree,
# which gets no mail map, and back.
quilt_applies() {
	local unpacked=$scratch/unpacked

	cp -r "$stock" "$unpacked"
	rm -rf "$unpacked/.git"
	"$series" --quilt -o "$scratch/quilt" "$unpacked"
	mkdir -p "$unpacked/debian"
	cp -r "$scratch/quilt" "$unpacked/debian/patches"
	(cd "$unpacked" && QUILT_PATCHES=debian/patches quilt --quiltrc=- push -qa)
	diff -r -x .git -x .vf-token-graft -x .pc -x debian "$scratch/grafted" "$unpacked"
	(cd "$unpacked" && QUILT_PATCHES=debian/patches quilt --quiltrc=- pop -qa)
	find "$unpacked" -mindepth 1 -type d -empty -delete # quilt leaves them
	diff -r -x .git -x .pc -x debian "$stock" "$unpacked"
}

each_file_once() {
	sed 's/^[0-9a-f]*  //' "$scratch/grafted/.vf-token-graft/sums" |
		grep -vxFf "$scratch/grafted/.vf-token-graft/changed" | sort >"$scratch/ours"
	git -C "$tree" log --no-renames --diff-filter=A --name-only --format= origin/main.. |
		sort | diff "$scratch/ours" -
	git -C "$tree" log --no-renames --diff-filter=D --name-only --format= origin/main.. |
		not grep .
}

# As MAINTAINERS is interpreted: a trailing slash includes everything below, and
# a star matches no slash.
each_file_maintained() {
	sed -n 's/^F: //p' "$tree/MAINTAINERS" |
		sed 's/[.+]/\\&/g; s/\*/[^\/]*/g; s/[^\/]$/&$/; s/^/^/' >"$scratch/patterns"
	not grep -vEf "$scratch/patterns" "$scratch/ours"
}

# makes a copy of our overlay, to change it
copy_overlay() {
	rm -rf "$scratch/overlay"
	mkdir "$scratch/overlay"
	cp -r "$root"/{app,lib,drivers,doc,usertools,config,devtools} "$scratch/overlay/"
}

of_changed_overlay() { # <message>
	fails "$1" "$scratch/overlay/devtools/series.py" "${backport[@]}" -o "$scratch/refused" "$stock"
	[ ! -e "$scratch/refused" ]
}

refuses_file_in_no_commit() {
	copy_overlay
	touch "$scratch/overlay/lib/eal/linux/eal_vfio_new.c"
	of_changed_overlay 'lib/eal/linux/eal_vfio_new.c is in no commit'
}

refuses_file_without_change() {
	copy_overlay
	echo 'F: lib/eal/linux/eal_vfio_feature.c' >>"$scratch/overlay/devtools/series/core/02-store"
	of_changed_overlay "'vfio: add store for VF tokens' changes nothing in lib/eal/linux/eal_vfio_feature.c"
}

refuses_rule_without_end() {
	copy_overlay
	echo '/vfio_vf_token_option/,/no such line/d' >>"$scratch/overlay/devtools/series/sources/reference-option.sed"
	sed -i '/^# expect:/d' "$scratch/overlay/devtools/series/sources/reference-option.sed"
	of_changed_overlay "'vfio: take a VF token for each PF' loses lines of doc/guides/linux_gsg/linux_eal_parameters.rst"
}

refuses_file_that_is_gone() {
	copy_overlay
	rm "$scratch/overlay/drivers/bus/pci/rte_pci_vf_token.h"
	echo 'F: drivers/bus/pci/rte_pci_vf_token.h' >>"$scratch/overlay/devtools/series/runtime/03-pci"
	of_changed_overlay '03-pci names what the graft neither adds nor changes'
}

refuses() { # <message> <tree>
	state_of_stock >"$scratch/before"
	fails "$1" "$series" "${backport[@]}" -o "$scratch/refused" "$2"
	[ ! -e "$scratch/refused" ]
	state_of_stock | diff "$scratch/before" -
}

refuses_changes() {
	touch "$stock/new"
	refuses 'has changes that are not committed' "$stock"
	rm "$stock/new"
}

refuses_grafted() {
	refuses 'is grafted' "$scratch/grafted"
	refuses 'has the feature already' "$tree"
}

refuses_other_folders() {
	mkdir -p "$scratch/no-git/lib"
	touch "$scratch/no-git/VERSION"
	refuses 'is not a git tree' "$scratch/no-git"
	refuses 'is not a DPDK source tree' "$scratch/nowhere"
	refuses 'is not a DPDK source tree' "$stock/lib"
}

refuses_nobody() {
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
	refuses 'Please tell me who you are' "$stock"
}

keeps_older_patches() {
	fails 'there are patches in' "$series" -o "$patches" "$stock"
}

# while the graft is running
stops() { # <signal>
	local pid status=0

	mkdir -p "$scratch/tmp"
	state_of_stock >"$scratch/before"
	# as from a terminal; a background job would ignore the signal
	TMPDIR=$scratch/tmp setsid env --default-signal=INT "$series" -o "$scratch/refused" "$stock" \
		>"$scratch/out" 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		! grep -q grafting "$scratch/out" || break
		sleep 0.1
	done
	sleep 1
	kill -s "$1" -- "-$pid"
	wait "$pid" || status=$?
	cat "$scratch/out"
	[ "$status" = 130 ]
	[ -z "$(ls -A "$scratch/tmp")" ]
	[ ! -e "$scratch/refused" ]
	state_of_stock | diff "$scratch/before" -
}

configure_series() {
	local options

	mapfile -t options < <(alone "$name")
	make_project "$project"
	configure "$project/build" "$release" "$name" "${options[@]}"
}

# The map of each library is checked against its objects when it is linked.
builds() {
	local abi targets

	abi=$(cat "$tree/ABI_VERSION")
	targets=("$DPDK_TEST" "lib/librte_eal.so.$abi" "drivers/librte_bus_pci.so.$abi")
	targets=("${targets[@]/#/subprojects/$name/}")
	local testpmd=drivers/bus/pci/linux/pci_vf_token_testpmd.c

	[ -d "$built" ] || configure_series
	# the program of the previous commit does not belong to this one
	rm -f "$built/$DPDK_TEST"
	# "SOURCE^" is ninja's syntax for the first output of a source
	[ ! -f "$tree/$testpmd" ] || targets+=("../subprojects/$name/$testpmd^")
	# the virtual machines that run beside this have time limits
	nice ninja -C "$project/build" "${targets[@]}"
}

autotest() { # <argument...>
	"$built/$DPDK_TEST" --no-huge -m 64 --no-pci --no-shconf "$@"
}

# EAL starts with a token, and all autotests up to this commit pass.
passes_tests() {
	local tests test

	mapfile -t tests < <(sed -n 's/^REGISTER_FAST_TEST(\(vfio_vf_token[a-z_]*\),.*/\1/p' \
		"$tree"/app/test/test_vfio*.c)
	echo "${#tests[@]} of ours" >"$scratch/tests"
	autotest --vfio-vf-token="$(cat /proc/sys/kernel/random/uuid)" \
		devargs_autotest eal_fs_autotest
	for test in "${tests[@]}"; do
		# before 23.11, meson.build lists the tests
		not grep -q '^test_dep_objs' "$tree/app/test/meson.build" ||
			grep -q "'$test', true, true" "$tree/app/test/meson.build"
		autotest "$test"
	done
}

# without history, the fixed commits are unknown, too
check_git_log() {
	{ devtools/check-git-log.sh -n1 || true; } | tee "$scratch/found"
	grep -iq 'valid patch' "$scratch/found"
	sed -i "/^Wrong 'Fixes' reference:$/d; /^\tFixes: /d; /^Invalid patch(es) found/d; /^$/d" "$scratch/found"
	not grep -vx '1/1 valid patch' "$scratch/found"
}

# check-meson.py reports its findings, but succeeds
check_meson() {
	devtools/check-meson.py | tee "$scratch/found"
	[ ! -s "$scratch/found" ]
}

check_spdx() {
	devtools/check-spdx-tag.sh | tee "$scratch/found"
	grep -xE 'total: (0 missing SPDX, )?0 (license )?errors, 0 warnings' "$scratch/found"
}

check_symbol_change() {
	git format-patch -q --stdout -1 >"$scratch/patch"
	if [ -f devtools/check-symbol-change.py ]; then
		devtools/check-symbol-change.py --patch "$scratch/patch"
	else
		devtools/check-symbol-change.sh "$scratch/patch"
	fi | tee "$scratch/found"
	# if it cannot determine the section, it only says so
	not grep -E 'ERROR|unknown|insufficient' "$scratch/found"
}

# of the maps that the commit changes
check_symbol_maps() {
	local maps

	mapfile -t maps < <(git diff --name-only HEAD~ -- '*.map')
	[ "${#maps[@]}" = 0 ] || devtools/check-symbol-maps.sh "${maps[@]}"
}

dup_includes() { # <tree>
	local dir

	for dir in lib/eal drivers/bus/pci app/test; do
		(cd "$1" && devtools/check-dup-includes.sh "$dir")
	done
}

# stock has a few
check_dup_includes() {
	diff <(dup_includes "$stock") <(dup_includes .) | not grep '^>'
}

check_mailmap() {
	devtools/mailmap-ctl.py check
}

check_doc_vs_code() {
	devtools/check-doc-vs-code.sh HEAD~
}

# reads a patch from its input, if that is not a terminal
check_patch() {
	git format-patch -q --stdout -1 | devtools/checkpatches.sh
}

checks="git_log meson spdx symbol_change doc_vs_code patch"
# not in every release
optional_checks="symbol_maps:check-symbol-maps.sh mailmap:mailmap-ctl.py"

passes_checks() {
	local check

	cd "$tree"
	for check in $checks; do "check_$check"; done
}

# 400 lines, without tests and guides
is_short() {
	git -C "$tree" show --numstat --format= HEAD -- . ':!app/test' ':!doc' |
		awk '{ lines += $1 + $2 } END { print lines " lines"; exit lines > 400 }'
}

includes_once() {
	cd "$tree"
	check_dup_includes
}

# Make a commit with an error for each of the checks. The check of guides knows
# only the flow items of network drivers.
commit_badly() {
	cd "$tree"
	[ ! -f lib/eal/version.map ] ||
		sed -i '0,/^\tglobal:/s//&\n\n\trte_vfio_nowhere;/' lib/eal/version.map
	sed -i "s/^        'eal_vfio.c',/      'eal_vfio.c'/" lib/eal/linux/meson.build
	printf '%s\n' '#include <a.h>' '#include <a.h>' '/* aligments */' \
		'RTE_EXPORT_SYMBOL(rte_vfio_elsewhere)' 'int f(int a) __attribute__((unused));' \
		>lib/eal/linux/eal_bad.c
	sed -i '1{h;d};$G' .mailmap
	sed -i '/^\[rte_flow items\]/,/^$/ { /^vlan /d; }' doc/guides/nics/features/hns3.ini
	git add -Af
	git commit -q -m 'vfio: add bad_function.' -m 'It is bad.'
}

check_sees() { # <check>
	cd "$tree"
	not "check_$1"
}

# Codespell knows this typo, and the kernel's list does not.
sees_typo() {
	cd "$tree"
	{ check_patch || true; } | grep "TYPO_SPELLING: 'aligments'"
}

[ -n "$from" ] || "$root/devtools/fetch-dpdk.sh" "$release" >&2 || {
	echo "1..0 # SKIP DPDK $release is not available"
	exit
}
run 'the release is available as a git tree' make_stock
run "the kernel's checkpatch.pl is available" test -x "$DPDK_CHECKPATCH_PATH"
[ "$(printf '%s\n' 26.07 "$version" | sort -V | head -n 1)" = 26.07 ] || backport=(--backport)
[ "${#backport[@]}" = 0 ] || run 'a release that is not open gets only fixes' writes_only_fixes
run 'series.py writes the patches and leaves the tree unchanged' writes
run 'the quotations in the commit messages are in DPDK' quotes_stock
for check in $optional_checks; do
	[ ! -f "$stock/devtools/${check#*:}" ] || checks+=" ${check%:*}"
done
run 'the series apply to a clean checkout' applies
run 'the series result in the grafted tree' ends_as_graft
run 'the quilt series results in the grafted tree' quilt_applies
run 'each file of the overlay comes once' each_file_once
run 'each new file has a maintainer' each_file_maintained
git -C "$tree" rev-list --reverse origin/main.. >"$scratch/commits"
while read -r commit; do
	git -C "$tree" checkout -q "$commit"
	subject=$(git -C "$tree" log -1 --format=%s)
	run "$subject: builds" builds
	run "$subject: passes its tests" passes_tests
	echo "# with $(cat "$scratch/tests")"
	run "$subject: passes DPDK's checks" passes_checks
	run "$subject: is short" is_short
done <"$scratch/commits"
git -C "$tree" checkout -q main
run 'no file includes a header twice' includes_once
commit_badly >/dev/null
for check in $checks dup_includes; do
	run "the check ${check//_/-} rejects a bad commit" check_sees "$check"
done
run 'a misspelled word is detected' sees_typo
git -C "$tree" checkout -q main
run 'refused: a file that is in no commit' refuses_file_in_no_commit
run 'refused: a commit that changes nothing in a file' refuses_file_without_change
run 'refused: a commit with a file that does not exist' refuses_file_that_is_gone
run "refused: a commit that loses lines of DPDK's" refuses_rule_without_end
run 'refused: a tree with uncommitted changes' refuses_changes
run 'refused: a grafted tree' refuses_grafted
run 'refused: a folder that is not a git tree' refuses_other_folders
run 'refused: no author to sign off the patches' refuses_nobody
run 'patches of an earlier run are kept' keeps_older_patches
run 'SIGINT leaves nothing behind' stops INT
run 'SIGTERM leaves nothing behind' stops TERM
done_testing
