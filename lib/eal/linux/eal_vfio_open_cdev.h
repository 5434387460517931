/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_OPEN_CDEV_H_
#define EAL_VFIO_OPEN_CDEV_H_

/**
 * @file
 * Opening a device through its own node, in cdev mode.
 */

/**
 * Bind a device to an iommufd: vfio_open() by VFIO_DEVICE_BIND_IOMMUFD.
 *
 * @param device_fd
 *   Descriptor of the device's node, open and not bound; in a secondary
 *   process, the descriptor that the primary process handed over. The caller
 *   keeps it and closes it by vfio_device_close(), even if this function fails.
 * @param iommufd
 *   The iommufd, or -1 if the primary process has bound the device.
 * @param sysfs_base
 *   Directory of the bus' devices.
 * @param dev_addr
 *   Name of the device in that directory.
 * @return
 *   device_fd, or a negative errno as for vfio_open(). -EBUSY: another process
 *   has the device open, or it is bound already.
 */
int vfio_open_cdev(int device_fd, int iommufd, const char *sysfs_base,
		const char *dev_addr);

#endif /* EAL_VFIO_OPEN_CDEV_H_ */
