# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process, if DPDK has cdev mode.
#
# file: lib/eal/linux/eal_vfio_group.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 0 is_shared

/^vfio_group_setup_device_fd(/ {
	N
	N
	s/,\n[^\n]*is_shared)$/)/
}
s/\(vfio_open_in_group(.*\), is_shared);/\1);/
