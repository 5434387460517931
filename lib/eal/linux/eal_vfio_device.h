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
 * secondary process. No descriptor of a device is closed elsewhere, and none
 * before it is forgotten here, so that one which is found under this table's
 * lock is open. It must not know any token, nor how devices are opened.
 *
 * The lock is held for a moment only, so that the thread that answers other
 * processes never waits for an open; a rotation holds it while it sets the
 * tokens and renames a file, for all or none. Who needs vfio_token_lock() as well takes
 * that one first.
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

/** An open device. Guarded by the table's lock once it was added. */
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

/** Take the table's lock: what is found stays open until it is released. */
void
vfio_device_lock(void);

/** Release it. */
void
vfio_device_unlock(void);

/**
 * Find an open device by its name. Called with the table's lock held.
 *
 * @return
 *   The device, or NULL.
 */
struct vfio_device *
vfio_device_find(const char *name);

/**
 * Go through the open devices. Called with the table's lock held.
 *
 * @param dev
 *   A device, or NULL.
 * @return
 *   The one that was opened after it, or the oldest; NULL if there is none.
 */
struct vfio_device *
vfio_device_next(const struct vfio_device *dev);

/*
 * All functions below take the lock themselves.
 */

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
 * Tell whether a change of the store would part it from the kernel. Called
 * with vfio_token_lock() held, so that no PF is just being opened.
 *
 * @param pf
 *   The PF whose token is to change, or NULL for the default.
 * @return
 *   Whether an open PF would be concerned.
 */
bool
vfio_device_uses_token_of(const struct vfio_pci_addr *pf);

/**
 * @internal
 * Forget a device and close it.
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
 * Copy the descriptor of an open device.
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
