/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_OPEN_GROUP_H_
#define EAL_VFIO_OPEN_GROUP_H_

/**
 * @file
 * Opening a device through its VFIO group.
 */

#include <stdbool.h>

/**
 * Open a device of a VFIO group: vfio_open() by VFIO_GROUP_GET_DEVICE_FD.
 *
 * A secondary process gets a device of the shared container from the primary
 * and needs no token for it.
 *
 * @param vfio_group_fd
 *   Descriptor of the group, which is viable and in a container.
 * @param sysfs_base
 *   Directory of the bus' devices.
 * @param dev_addr
 *   Name of the device in that directory.
 * @param is_shared
 *   Whether the group's container is the one shared between processes.
 * @return
 *   As for vfio_open().
 */
int vfio_open_in_group(int vfio_group_fd, const char *sysfs_base,
		const char *dev_addr, bool is_shared);

#endif /* EAL_VFIO_OPEN_GROUP_H_ */
