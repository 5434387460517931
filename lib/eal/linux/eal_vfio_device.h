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
 * in the kernel. Who needs vfio_token_lock() as well takes that one first.
 */

#include <stdbool.h>
#include <sys/queue.h>

#include <vfio_token_driver.h>

/** An open device. Guarded by the table's lock once it was added. */
struct vfio_device {
	TAILQ_ENTRY(vfio_device) next;
	int fd;
	bool is_pf;
	struct vfio_token_status status;
};

/** Take the table's lock: what is found stays open until it is released. */
void vfio_device_lock(void);

/** Release it. */
void vfio_device_unlock(void);

/** Find an open device by its name, or NULL; with the lock held. */
struct vfio_device *vfio_device_find(const char *name);

/** The device opened after another, or the first one; with the lock held. */
struct vfio_device *vfio_device_next(const struct vfio_device *dev);

/*
 * The functions below take the lock themselves.
 */

/**
 * Add a device that was opened. An entry of the same descriptor, which
 * somebody must have closed behind our back, goes.
 *
 * @param dev
 *   The device, of malloc(); it is this table's from now on.
 */
void vfio_device_add(struct vfio_device *dev);

/** Forget a device and close it. Returns as close(). */
int vfio_device_close(int vfio_dev_fd);

/**
 * Copy the descriptor of an open device.
 *
 * @param name
 *   The device.
 * @return
 *   A new descriptor, -ENODEV if the device is not open here, or the negated
 *   errno of fcntl().
 */
int vfio_device_dup(const char *name);

#endif /* EAL_VFIO_DEVICE_H_ */
