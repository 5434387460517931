/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_DEVICE_H_
#define EAL_VFIO_DEVICE_H_

/**
 * @file
 * The VFIO devices that this process has open, and the VF token status of each.
 * No token is stored here.
 *
 * Callers that only know a device's name, such as a rotation or a secondary
 * process, find its descriptor here. A device's descriptor is closed only here,
 * after it is removed from the table, so a descriptor found under the table's
 * lock is open.
 *
 * The lock is held only briefly, so that the thread that answers other
 * processes never waits for an open; a rotation holds it while it sets tokens
 * in the kernel. Code that also needs vfio_token_mutex takes that lock first.
 */

#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/queue.h>

#include "eal_vfio_sriov.h"

/** An open device. Guarded by the table's lock once added. */
struct vfio_open_device {
	TAILQ_ENTRY(vfio_open_device) next;
	int fd;
	char name[NAME_MAX + 1];
	struct vfio_sriov sriov;
	const char *token;    /**< "presented", "by open", "by feature" or "no" */
	const char *why;      /**< reason if token is "no", else empty */
	const char *given_by; /**< "option", "variable", "application", or empty */
	char source[64];      /**< "uuid", the text of the source, or empty */
	uint64_t rotations;   /**< since the device was opened */
	uint64_t last_rotation; /**< seconds since 1970, UTC; 0 for never */
};

/** Lock of the table: a device found under it stays open until unlock. */
extern pthread_mutex_t vfio_device_mutex;

/** The table. Others may read it with the lock held. */
extern TAILQ_HEAD(vfio_open_devices, vfio_open_device) vfio_devices;

/** Find an open device by name, or return NULL; call with the lock held. */
struct vfio_open_device *vfio_device_find(const char *name);

/**
 * Add an open device; takes the lock. If an entry has the same descriptor, its
 * device was closed behind our back, and the entry is dropped.
 *
 * @param dev
 *   The device, allocated by malloc(); owned by the table from now on.
 */
void vfio_device_add(struct vfio_open_device *dev);

/** Forget a device and close it; takes the lock. Returns as close() does. */
int vfio_device_close(int vfio_dev_fd);

#endif /* EAL_VFIO_DEVICE_H_ */
