/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_tailq.h>

#include "eal_vfio_device.h"

/* Owned by this file, guarded by the lock below. */
static TAILQ_HEAD(vfio_open_devices, vfio_open_device) devices =
	TAILQ_HEAD_INITIALIZER(devices);

pthread_mutex_t vfio_device_mutex = PTHREAD_MUTEX_INITIALIZER;

static void
forget(int fd)
{
	struct vfio_open_device *dev, *after;

	RTE_TAILQ_FOREACH_SAFE(dev, &devices, next, after) {
		if (dev->fd != fd)
			continue;
		TAILQ_REMOVE(&devices, dev, next);
		free(dev);
	}
}

void
vfio_device_add(struct vfio_open_device *dev)
{
	pthread_mutex_lock(&vfio_device_mutex);
	forget(dev->fd);
	TAILQ_INSERT_TAIL(&devices, dev, next);
	pthread_mutex_unlock(&vfio_device_mutex);
}

struct vfio_open_device *
vfio_device_find(const char *name)
{
	struct vfio_open_device *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (strcmp(dev->name, name) == 0)
			return dev;
	return NULL;
}

struct vfio_open_device *
vfio_device_next(const struct vfio_open_device *dev)
{
	return dev == NULL ? TAILQ_FIRST(&devices) : TAILQ_NEXT(dev, next);
}

int
vfio_device_close(int vfio_dev_fd)
{
	pthread_mutex_lock(&vfio_device_mutex);
	forget(vfio_dev_fd);
	pthread_mutex_unlock(&vfio_device_mutex);
	return close(vfio_dev_fd);
}
