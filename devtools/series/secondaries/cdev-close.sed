# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the table of open devices.
#
# file: lib/eal/linux/eal_vfio_cdev.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 0 vfio_device_close

s/vfio_device_close(/close(/
/^#include "eal_vfio_device\.h"$/d
