#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Our files compile with clang as they do with gcc: no warning at level 2,
# each warning an error.

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build-clang

if [ ! -f "$build/build.ninja" ]; then
	CC=clang meson setup "$build" "$root"
fi
cd "$root"
objects=$(for file in lib/eal/linux/*.c; do
	echo "subprojects/dpdk/lib/librte_eal.a.p/eal_linux_$(basename "$file").o"
done; for file in app/test/*.c; do
	echo "subprojects/dpdk/app/test/dpdk-test.p/$(basename "$file").o"
done)
# shellcheck disable=SC2086 # one word an object
ninja -C "$build" $objects
