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
# "SOURCE^" is ninja's word for what is made of a source first
objects=$(for file in lib/eal/linux/*.c drivers/bus/pci/linux/*.c app/test/*.c; do
	echo "../subprojects/dpdk/$file^"
done)
# shellcheck disable=SC2086 # one word an object
ninja -C "$build" $objects
