# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without cdev mode.
#
# file: lib/eal/linux/eal_vfio.h
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 1 vfio_cdev_setup_device(struct container *cfg, struct vfio_device *dev);

/ vfio_cdev_setup_device(/ {
	N
	N
	s/,\n.*,\n[ \t]*/, /
}
