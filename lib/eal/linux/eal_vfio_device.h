/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_DEVICE_H_
#define EAL_VFIO_DEVICE_H_

/**
 * @file
 * The VFIO devices that this process has open, and how each one's token
 * stands.
 *
 * Finds a device's descriptor for whoever has but its name: a rotation, a
 * secondary process. No descriptor of a device is closed elsewhere, so that
 * one which is found here under the lock (vfio_token_lock()) is open. It must
 * not know any token, nor how devices are opened.
 */

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <time.h>

#include <rte_compat.h>
#include <vfio_token_driver.h>

#include "eal_vfio_sriov.h"
#include "eal_vfio_token.h"

/** How a device's token was used; the words are for people. */
enum vfio_token_use {
	VFIO_TOKEN_NOT_USED, /**< "no", for the reason why */
	VFIO_TOKEN_SHOWN,    /**< "shown": of a VF, when it was opened */
	VFIO_TOKEN_BY_OPEN,  /**< "by open": set, as the PF was opened with it */
	VFIO_TOKEN_BY_FEATURE, /**< "by feature": set by VFIO_DEVICE_FEATURE */
};

/** An open device. Guarded by the lock once it was added. */
struct vfio_device {
	TAILQ_ENTRY(vfio_device) next;
	char name[NAME_MAX + 1];
	int fd;
	struct vfio_sriov sriov;
	enum vfio_token_use use;
	const char *why; /**< if it is not used */
	struct vfio_token_origin origin; /**< if it is */
	uint64_t rotations;
	time_t last_rotation; /**< 0 if there was none */
};

/**
 * Add a device that was opened. An entry of the same descriptor, which
 * somebody must have closed behind our back, goes.
 *
 * @param dev
 *   The device, of malloc(); it is this table's from now on.
 */
void
vfio_device_add(struct vfio_device *dev);

/**
 * Find an open device by its name.
 *
 * @return
 *   The device, or NULL.
 */
struct vfio_device *
vfio_device_find(const char *name);

/**
 * Tell whether a change of the store would part it from the kernel.
 *
 * @param pf
 *   The PF whose token is to change, or NULL for the default.
 * @return
 *   An open PF that would be concerned, or NULL.
 */
const struct vfio_device *
vfio_device_that_uses(const struct vfio_pci_addr *pf);

/**
 * @internal
 * Close a device and forget it. Takes the lock itself.
 *
 * @param vfio_dev_fd
 *   Its descriptor.
 * @return
 *   As close().
 */
__rte_internal
int
vfio_device_close(int vfio_dev_fd);

/**
 * @internal
 * Copy the descriptor of an open device. Takes the lock itself.
 *
 * @param name
 *   The device.
 * @return
 *   A new descriptor, -ENODEV if the device is not open here, or the negated
 *   errno of fcntl().
 */
__rte_internal
int
vfio_device_dup(const char *name);

#endif /* EAL_VFIO_DEVICE_H_ */
