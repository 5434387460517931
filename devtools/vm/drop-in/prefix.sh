# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# "meson install" into /usr/local and "ninja uninstall".
. "$VM_SCENARIOS/debian.bash"

check "Debian's DPDK is there" debian_is_installed
machine >"$STATE/before"
check 'meson install' meson install --no-rebuild -C "$BUILD/drop-in"
tokens_work "/usr/local/lib/$MULTIARCH"
check 'ninja uninstall' ninja -C "$BUILD/drop-in" uninstall
ldconfig
check 'the machine is as before' as_before
is_stock 'after'
