# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the table of open devices.
#
# file: lib/eal/linux/eal_vfio_open.h
# expect: 0 vfio_device_close

s/ The caller closes the device by$/ On failure,/
s/^ \* vfio_device_close(); on failure, device_fd stays open\. Every failure is$/ * device_fd stays open. Every failure is/
