# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# The Debian package is installed, upgraded and removed. Debian's testpmd has the feature
# while it is installed.
. "$VM_SCENARIOS/debian.bash"

if [[ $MISFIT ]]; then
	skip 'the package installs' "$MISFIT"
	return
fi
machine >"$STATE/before"
is_stock 'before'

check 'the package installs' package_installs "$(package 1)"
check 'its librte_eal is in place' in_place 1
tokens_work "$LIBS/$EAL" "$LIBS/$BUS_PCI"

check 'a newer build of the package installs' package_installs "$(package 2)"
check "the newer build's librte_eal is in place" in_place 2
check 'dpkg finds all files as they were packed' as_packed "${DEBIAN_LIBS[@]}" "$PACKAGE"
check_not "${DEBIAN_LIBS[0]} alone cannot be removed" dpkg -r "${DEBIAN_LIBS[0]}" 2>"$STATE/answer"
check_grep 'dpkg says that our package needs it' \
	"$PACKAGE depends on ${DEBIAN_LIBS[0]}" "$STATE/answer"

check 'the package is removed' dpkg -r "$PACKAGE"
check 'the removed package is purged' dpkg -P "$PACKAGE"
check 'the machine is as it was before' as_before
is_stock 'after'
