# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Pass the name of a device to the functions that set it up: it identifies role and token.
#
# file: lib/eal/linux/eal_vfio.h
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 4 const char *sysfs_base, const char *dev_addr
# expect: 1 bool is_shared

/ vfio_cdev_setup_device(/s/cfg, /cfg,\n\t\tconst char *sysfs_base, const char *dev_addr,\n\t\t/
/ vfio_group_setup_device_fd(/,/;$/{
	s/(const char \*dev_addr/(const char *sysfs_base, const char *dev_addr/
	s/);$/,\n\t\tbool is_shared);/
}
