/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_OPEN_H_
#define EAL_VFIO_OPEN_H_

/**
 * @file
 * Opening a VFIO device with the VF token that its role asks for.
 *
 * Joins what the others know: role, token, feature. It must not know groups,
 * containers or DMA, which are eal_vfio.c's.
 */

#include <stdbool.h>

#include <rte_compat.h>

/**
 * @internal
 * Open a device of a VFIO group.
 *
 * A VF that its PF guards is shown the PF's token. A PF is opened with its
 * token, which is then set by VFIO_DEVICE_FEATURE as well; if the kernel
 * refuses that, the device is closed again, as its VFs could be opened under
 * a token that nobody here knows. Every other device is opened without.
 *
 * There is one VFIO_GROUP_GET_DEVICE_FD for a device. A kernel older than 5.7
 * alone gets a second, without the token that it does not know.
 *
 * A secondary process gets a device of the shared container from the primary
 * and needs no token. Only one that the primary does not have open, it opens
 * itself, as above.
 *
 * What was opened goes to the table of devices, and is closed by
 * vfio_device_close(). Every failure is explained in one line at ERR: device,
 * cause, remedy. Takes the lock of vfio_token_lock().
 *
 * @param vfio_group_fd
 *   The group's descriptor, viable and in a container.
 * @param sysfs_base
 *   Folder of the bus' devices.
 * @param dev_addr
 *   Name of the device in it.
 * @param is_shared
 *   Whether the group's container is the one that processes share.
 * @return
 *   The device's descriptor, or a negated errno. -EACCES: the kernel wants a
 *   token, or another one. -EINVAL: it takes none here. -ENODEV: the group
 *   has no such device. -ENOKEY: this process was forked from one that had
 *   tokens and lost them so. -ENAMETOOLONG: the name is. -ETIMEDOUT: the primary did
 *   not answer. Anything else is the kernel's answer to the open or to the
 *   feature call, or what kept the primary from being asked.
 */
__rte_internal
int
vfio_open_device(int vfio_group_fd, const char *sysfs_base,
		const char *dev_addr, bool is_shared);

#endif /* EAL_VFIO_OPEN_H_ */
