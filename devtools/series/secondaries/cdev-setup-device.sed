# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process, if DPDK has cdev mode.
#
# file: lib/eal/linux/eal_vfio.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 1 vfio_group_setup_device_fd(sysfs_base, dev_addr, grp, dev);

/vfio_group_setup_device_fd(/ {
	N
	s/,\n[^;]*;/);/
}
