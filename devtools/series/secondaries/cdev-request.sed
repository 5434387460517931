# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_cdev.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 1 vfio_open_cdev(
# expect: 1 vfio_cdev_request_dev_fd(dev_addr, dev)
# expect: 1 vfio_cdev_request_dev_fd(const char *dev_addr, 

/^vfio_cdev_request_dev_fd(const char \*sysfs_base, / {
	N
	s/const char \*sysfs_base, \(.*,\)\n[ \t]*/\1 /
}
s/vfio_cdev_request_dev_fd(sysfs_base, /vfio_cdev_request_dev_fd(/
s/^\(	return\) vfio_open_cdev(.*;$/\1 0;/
