# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the table of open devices.
#
# file: lib/eal/linux/eal_vfio_open.h
# expect: 0 vfio_device_close

/ The caller closes the device by$/,/ Takes vfio_token_mutex\.$/c\
 * kernel is a second call made, without it. On failure, device_fd stays open.\
 * Every failure is explained in one line at ERR: device, cause, remedy. Takes\
 * vfio_token_mutex.
