# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without cdev mode.
#
# file: lib/eal/linux/eal_vfio.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 1 vfio_cdev_setup_device(cfg, dev)

s/vfio_cdev_setup_device(cfg, sysfs_base, dev_addr, dev)/vfio_cdev_setup_device(cfg, dev)/
