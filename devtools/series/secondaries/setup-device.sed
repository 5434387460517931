# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio.c
# unless: lib/eal/linux/eal_vfio_cdev.c
# expect: 1 vfio_open_in_group(vfio_group_fd, sysfs_base, dev_addr);

/vfio_open_in_group(/ {
	N
	s/,\n[^;]*;/);/
}
