# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without VF tokens by device name.
#
# file: lib/eal/include/dev_vfio_token.h
# expect: 0 VF tokens for bus drivers
# expect: 1 The VFIO_DEVICE_FEATURE call, for any feature.

/^ \* VF tokens for bus drivers, /,/^ \* when the device is unplugged\.$/c\
 * The VFIO_DEVICE_FEATURE call, for any feature.
/^#include <stdio\.h>$/d
