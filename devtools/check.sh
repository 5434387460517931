#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Measure what the project claims, and print each figure next to its limit.

set -euo pipefail
. "$(dirname "$0")/common.sh"

parts_known="objects fastpath startup ioctls abi address thread drop-in package debian13 clean"

usage() {
	cat <<EOF
usage: check.sh [--release RELEASE] [--dpdk PATH] [PART...]

Measures all figures, or those of the named parts, and prints them next to their
limits. The output of a part is in build/check/PART.log. Objects, start-up and ABI
are measured for each release that is built, everything else for the home release.

  --release RELEASE, --dpdk PATH  set the home release, see build.sh --help

  objects   object code of stock and grafted DPDK, byte for byte; code added
  fastpath  instructions per packet of testpmd, stock and grafted
  startup   rte_eal_init() without devices, stock and grafted in turn
  ioctls    VFIO_GROUP_GET_DEVICE_FD calls for a device without SR-IOV
  abi       comparison with a stock build and with Debian's own libraries
  address   the autotests under ASan and UBSan
  thread    the autotests under TSan
  drop-in   Debian's own dpdk-testpmd and Open vSwitch on our libraries
  package   the Debian packages, checked by lintian against Debian's rules
  debian13  the demo in a fresh clone on Debian 13, in a chroot; needs root
  clean     build and tests in a fresh clone of what is committed, twice
  --help    show this text
EOF
}

out=$root/build/check
ours=$root/build/subprojects/dpdk/app
stock=$root/build-stock/build/subprojects/dpdk/app
missed=0

# figure TEXT FOUND LIMIT STATUS: prints a row of the table
figure() {
	local word=ok

	case $4 in
	0) ;;
	skipped) word=$4 ;;
	*) word=MISSED; missed=$((missed + 1)) ;;
	esac
	printf '%-58s %-26s %-22s %s\n' "$1" "$2" "$3" "$word"
}

# logged PART COMMAND...: sets status; if the command fails, the script continues
logged() {
	local part=$1

	shift
	say "$part ..." >&2
	status=0
	"$@" >"$out/$part.log" 2>&1 || status=$?
}

number_of() { # <regex with one group> <part>
	sed -nE "s/.*$1.*/\\1/p" "$out/$2.log" | tail -n 1
}

points() { # <part>: "N points, N failed"
	echo "$(grep -cE '^(not )?ok ' "$out/$1.log") points, $(grep -c '^not ok' "$out/$1.log") failed"
}

check_objects() {
	local part

	for release in $releases; do
		part=objects-$release
		logged "$part" "$root/devtools/tests/objects.py" "$(tree_of "$release")"
		figure "$release: identical objects, byte for byte" \
			"$(number_of ' ([0-9]+) of them are the same' "$part") of $(number_of ' ([0-9]+) objects are in both' "$part")" \
			'all but 3 of EAL' $status
		figure "$release: code added to librte_eal" \
			"$(number_of 'librte_eal has ([0-9]+) bytes of code' "$part") bytes" '20480 bytes' $status
	done
}

check_fastpath() {
	logged fastpath "$root/devtools/tests/fastpath.py" "$stock/dpdk-testpmd" "$ours/dpdk-testpmd"
	figure 'instructions per packet, stock and grafted' \
		"$(number_of 'per packet: (.*)' fastpath)" 'the same' $status
}

check_startup() {
	local app

	for release in $releases; do
		app=subprojects/$(tree_of "$release")/app/test/dpdk-test
		logged "startup-$release" "$root/devtools/bench.py" startup \
			"$(stock_of "$release")/build/$app" "$root/$(build_of "$release")/$app"
		figure "$release: EAL start-up without devices, grafted / stock" \
			"$(number_of 'ratio ([0-9.]+)' "startup-$release")" '1.01' $status
	done
}

check_ioctls() {
	logged ioctls "$root/devtools/vm/vm.py" run --logdir "$root/build/vm/check" one-call
	grep -q '^ok.*: one call' "$out/ioctls.log" || status=1
	figure 'calls to open a device' \
		"$([ $status = 0 ] && echo 1 || echo 'see the log')" 1 $status
}

check_abi() {
	for release in $releases; do
		logged "abi-$release" "$root/devtools/tests/abi.sh" "$release"
		figure "$release: ABI changes" "$(points "abi-$release")" 'additions only' $status
	done
}

# Run the autotests of a build, each in its own process.
autotests() { # <dpdk-test>
	local name

	for name in vfio_vf_token_autotest vfio_vf_token_runtime_autotest vfio_vf_token_faults_autotest; do
		echo "$name"
		DPDK_TEST=$name "$1" --no-huge -m 64 --no-pci --no-shconf --no-telemetry || return
	done
}

sanitized() { # <folder> <sanitizers>
	configure "$root/build/$1" "$(home_release)" dpdk \
		-Db_sanitize="$2" -Db_lundef=false -Dbuildtype=debugoptimized -Dwerror=false || return
	ninja -C "$root/build/$1" "subprojects/dpdk/$DPDK_TEST" subprojects/dpdk/app/test/dpdk-test || return
	autotests "$root/build/$1/subprojects/dpdk/app/test/dpdk-test"
}

check_address() {
	export ASAN_OPTIONS=detect_leaks=1:halt_on_error=1 UBSAN_OPTIONS=halt_on_error=1
	logged address sanitized san-address address,undefined
	figure 'autotests under ASan and UBSan' "exit status $status" 0 $status
}

check_thread() {
	export TSAN_OPTIONS=halt_on_error=1
	logged thread sanitized san-thread thread
	figure 'autotests under TSan' "exit status $status" 0 $status
}

check_drop-in() {
	local each

	for each in $(debian_releases); do
		logged "drop-in-$each" "$root/devtools/tests/drop-in.sh" --release "$each"
		! grep -q '^1\.\.0' "$out/drop-in-$each.log" || status=skipped
		figure "$each: Debian's own programs on our libraries" \
			"$(points "drop-in-$each")" '0 failed' $status
	done
}

# ignores findings about the maintainer, as this is the user who builds the package
by_debians_rules() { # <release>
	"$root/devtools/drop-in.sh" --release "$1" --deb || return
	lintian --allow-root --fail-on error,warning --suppress-tags \
		bogus-mail-host,bogus-mail-host-in-debian-changelog,root-in-contact \
		"$root/build/$(basename "$root/build/deb-$1"/librte-vf-token*)"_*.deb
}

check_package() {
	local each

	for each in $(debian_releases); do
		source_of "$each" >/dev/null || continue
		logged "package-$each" by_debians_rules "$each"
		figure "$each: lintian's errors and warnings about the package" \
			"$(grep -c '^[EW]: ' "$out/package-$each.log")" 0 $status
	done
}

check_debian13() {
	logged debian13 "$root/devtools/tests/debian13.sh"
	figure 'the demo on Debian 13, in a fresh clone' \
		"$(number_of 'As expected: (.*) passed' debian13)" 'all checks passed' $status
}

# Test a fresh clone, with nothing but the packages present.
in_clone() {
	local clone=$out/clone start=$SECONDS
	local -x VF_TOKEN_LOCKED='' XDG_CACHE_HOME=$out/clone/.cache

	rm -rf "$clone"
	git clone -q "$root" "$clone" || return
	"$clone/devtools/build.sh" "${home[@]}" || return
	build_seconds=$((SECONDS - start))
	"$clone/devtools/test.sh" || return
	all_seconds=$((SECONDS - start))
	"$clone/devtools/test.sh" || return
	again_seconds=$((SECONDS - start - all_seconds))
	rm -rf "$clone"
}

check_clean() {
	logged clean in_clone
	figure 'a build from scratch of what the tests need' "${build_seconds:-?} s" '360 s' \
		$((${build_seconds:-999} > 360))
	figure "all tests, from a clean clone ($(tail -n 1 "$out/clean.log"))" \
		"${all_seconds:-?} s" '2700 s' $((status != 0 || ${all_seconds:-9999} > 2700))
	figure 'all tests, again without changes' \
		"${again_seconds:-?} s" '600 s' $((status != 0 || ${again_seconds:-999} > 600))
}

home=()
while [ $# -gt 0 ]; do
	case $1 in
	--release | --dpdk) home+=("$1" "${2:?$1 needs a value}"); shift ;;
	--help | -h) usage; exit 0 ;;
	*) break ;;
	esac
	shift
done
for part in "$@"; do
	case " $parts_known " in *" $part "*) ;; *) usage >&2; die "unknown part $part" ;; esac
done

take_lock
"$root/devtools/packages.sh" build vm series check || exit
"$root/devtools/build.sh" --stock "${home[@]}" || exit
releases=$(home_release)
use_release "$releases"
for other in $(releases_beside); do
	source_of "$other" >/dev/null || continue
	"$root/devtools/build.sh" --beside --release "$other" --stock || exit
	releases+=" $other"
done
mkdir -p "$out"
trap 'rm -rf "$out/clone"' EXIT
printf '\n%-58s %-26s %-22s\n' figure found limit
for part in ${*:-$parts_known}; do "check_$part"; done
[ $missed = 0 ] || die "$missed figures missed their limits"
