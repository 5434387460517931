# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open_cdev.h
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 0 primary

/^ \*   Descriptor of the device's node, open and not bound; in a secondary$/,/ even if this function fails\.$/c\
 *   Descriptor of the device's node, open and not bound. The caller keeps it and\
 *   closes it by vfio_device_close(), even if this function fails.
s/^\( \*   The iommufd\), or -1 if .*/\1./
