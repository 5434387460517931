#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Fuzz the code that reads external input, using libFuzzer with ASan and UBSan.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: fuzz.sh [--seconds N | --runs N] [TARGET...]

Runs the named targets of devtools/fuzz (default: all): option, file, sysfs,
message. Prints TAP. Keeps an input that makes a target fail in build/fuzz.

  --seconds N  run each target for N seconds (default: 10)
  --runs N     execute each target N times
  --help       show this text
EOF
}

limit=-max_total_time=10
while [ $# -gt 0 ]; do
	case $1 in
	--seconds) limit=-max_total_time=${2:?--seconds needs a number}; shift ;;
	--runs) limit=-runs=${2:?--runs needs a number}; shift ;;
	--help | -h) usage; exit 0 ;;
	-*) usage >&2; die "unknown option $1" ;;
	*) break ;;
	esac
	shift
done
[ $# -gt 0 ] || set -- option file sysfs message

dpdk=$root/subprojects/dpdk
libs=$root/build/subprojects/dpdk/lib
out=$root/build/fuzz
[ -f "$libs/librte_eal.a" ] || die "run devtools/build.sh first"
mkdir -p "$out"

# the libraries that EAL uses, as far as the release has them
uses=()
for library in argparse telemetry kvargs log; do
	[ ! -d "$dpdk/lib/$library" ] || uses+=("$library")
done

# compiles our sources with sanitizers, and the DPDK sources that they need
compile() {
	local wraps=()

	# the target defines the functions that talk to other processes
	[ "$1" != message ] || wraps=(-Wl,--wrap=rte_mp_action_register,--wrap=rte_mp_reply)
	# shellcheck disable=SC2046 # lists of paths without spaces
	clang -g -O1 -march=corei7 -w -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -D_GNU_SOURCE -DALLOW_EXPERIMENTAL_API \
		-DALLOW_INTERNAL_API -include rte_config.h \
		-I"$root/devtools/fuzz" -I"$root/build/subprojects/dpdk" -I"$dpdk/config" \
		-I"$dpdk/lib/eal/include" -I"$dpdk/lib/eal/x86/include" \
		-I"$dpdk/lib/eal/linux/include" -I"$dpdk/lib/eal/linux" \
		-I"$dpdk/lib/eal/common" -I"$dpdk/kernel/linux" "${uses[@]/#/-I$dpdk/lib/}" \
		"$root/devtools/fuzz/$1.c" "$root/devtools/fuzz/fuzz.c" \
		-I"$root/app/test" "$root/app/test/vfio_sys.c" \
		$(sed -n "s,^lib/eal/linux/.*\.c$,$dpdk/&,p" "$dpdk/.vf-token-graft/new") \
		"$libs/librte_eal.a" $(printf "$libs/librte_%s.a " "${uses[@]}") \
		"${wraps[@]}" \
		-lnuma -lm -ldl -pthread -o "$out/$1"
}

echo "TAP version 13"
echo "1..$#"
n=0 failed=0
for target; do
	n=$((n + 1))
	quietly "$out/$target.build" compile "$target" >&2
	mkdir -p "$out/corpus/$target"
	status=0
	(cd "$out" && exec "./$target" $limit -max_len=1024 -timeout=5 -print_final_stats=1 \
		-artifact_prefix="$out/$target-" "corpus/$target" \
		"$root/devtools/fuzz/corpus/$target") >"$out/$target.log" 2>&1 || status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: //p' "$out/$target.log")
	edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$out/$target.log" | tail -n 1)
	if [ $status -eq 0 ] && [ "${runs:-0}" -gt 0 ]; then
		echo "ok $n - $target: $runs executions, $edges edges, nothing found"
	else
		failed=1
		echo "not ok $n - $target: exit status $status"
		grep -A 12 -E 'ERROR|runtime error' "$out/$target.log" | head -n 20 | sed 's/^/# /'
	fi
done
exit $failed
