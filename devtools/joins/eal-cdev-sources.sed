# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# If DPDK has cdev mode, add the source that opens a device in this mode.
#
# file: lib/eal/linux/meson.build
# when: lib/eal/linux/eal_vfio_cdev.c
# brings: lib/eal/linux/eal_vfio_open_cdev.c
# brings: lib/eal/linux/eal_vfio_open_cdev.h
# expect: 1 'eal_vfio_open_cdev.c'

/'eal_vfio_mp_sync\.c'/a\
        'eal_vfio_open_cdev.c',
