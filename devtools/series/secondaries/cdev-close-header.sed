# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the table of open devices.
#
# file: lib/eal/linux/eal_vfio_open_cdev.h
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 0 vfio_device_close

s/closes it by vfio_device_close(), /closes it, /
