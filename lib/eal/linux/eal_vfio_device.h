/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_DEVICE_H_
#define EAL_VFIO_DEVICE_H_

/**
 * @file
 * The VFIO devices that this process has open, and how each one's token
 * stands. No token is kept here.
 *
 * Finds a device's descriptor for whoever has but its name: a rotation, a
 * secondary process. No descriptor of a device is closed elsewhere, and none
 * before it is forgotten here, so that one which is found under this table's
 * lock is open.
 *
 * The lock is held for a moment only, so that the thread that answers other
 * processes never waits for an open; a rotation holds it while it sets tokens
 * in the kernel. Who needs vfio_token_mutex as well takes that one first.
 */

#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/queue.h>

#include "eal_vfio_sriov.h"

/** An open device. Guarded by the table's lock once it was added. */
struct vfio_open_device {
	TAILQ_ENTRY(vfio_open_device) next;
	int fd;
	char name[NAME_MAX + 1];
	struct vfio_sriov sriov;
	const char *token;    /**< "presented", "by open", "by feature" or "no" */
	const char *why;      /**< if "no", the reason, else empty */
	const char *given_by; /**< "option", "variable", "application", or empty */
	char source[64];      /**< "uuid", or the source's text, or empty */
	uint64_t rotations;   /**< since it was opened */
	uint64_t last_rotation; /**< seconds since 1970, UTC; 0 for never */
};

/** The table's lock: what is found stays open until it is released. */
extern pthread_mutex_t vfio_device_mutex;

/** The table, to be read by others, with the lock held. */
extern TAILQ_HEAD(vfio_open_devices, vfio_open_device) vfio_devices;

/** Find an open device by its name, or NULL; with the lock held. */
struct vfio_open_device *vfio_device_find(const char *name);

/**
 * Add a device that was opened; takes the lock. An entry of the same
 * descriptor, which somebody must have closed behind our back, goes.
 *
 * @param dev
 *   The device, of malloc(); it is this table's from now on.
 */
void vfio_device_add(struct vfio_open_device *dev);

/** Forget a device and close it; takes the lock. Returns as close(). */
int vfio_device_close(int vfio_dev_fd);

#endif /* EAL_VFIO_DEVICE_H_ */
