#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Compile our files with clang, with the same settings as gcc: warning level 2, and
# each warning is an error.

set -euo pipefail
. "$(dirname "$0")/../common.sh"
build=$root/build/clang

CC=clang configure "$build" "$(home_release)" dpdk
cd "$root"
# "SOURCE^" is ninja's syntax for the first output of a source
objects=$(sed -n 's,.*\.c$,../../subprojects/dpdk/&^,p' subprojects/dpdk/.vf-token-graft/new)
# shellcheck disable=SC2086 # one word an object
ninja -C "$build" $objects
