# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Figures for bench.py: opens and rotations with up to 64 VFs.
# limit: 1800

set_vfs "$PF0" 0
set_vfs "$PF0" 64
wait_for 60 eval '[[ $(driver_of "$(_vf "$PF0" 63)") == vfio-pci ]]'
reset_by ''
check 'opens and rotations succeed' env DPDK_TEST=vfio_vf_token_perf_autotest VFIO_RULES_PF="$PF0" \
	"$DPDK_TEST" --in-memory -m 64 --no-pci
sed -n 's/^open, VF \([0-9]*\): \([0-9]*\) ns/figure open-ns with \1 \2/p
	s/^open, one token: \([0-9]*\) ns/figure open-ns-10000-tokens without 1 \1/p
	s/^open, 10000 tokens: \([0-9]*\) ns/figure open-ns-10000-tokens with 1 \1/p
	s/^rotation, \([0-9]*\) VFs: \([0-9]*\) ns/figure rotation-ns with \1 \2/p' "$STATE/check.out"
