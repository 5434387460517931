/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "eal_vfio_device.h"

struct vfio_open_devices vfio_devices = TAILQ_HEAD_INITIALIZER(vfio_devices);

pthread_mutex_t vfio_device_mutex = PTHREAD_MUTEX_INITIALIZER;

static void
forget(int fd)
{
	struct vfio_open_device *dev;

	TAILQ_FOREACH(dev, &vfio_devices, next)
		if (dev->fd == fd) {
			TAILQ_REMOVE(&vfio_devices, dev, next);
			free(dev);
			return;
		}
}

void
vfio_device_add(struct vfio_open_device *dev)
{
	pthread_mutex_lock(&vfio_device_mutex);
	forget(dev->fd);
	TAILQ_INSERT_TAIL(&vfio_devices, dev, next);
	pthread_mutex_unlock(&vfio_device_mutex);
}

struct vfio_open_device *
vfio_device_find(const char *name)
{
	struct vfio_open_device *dev;

	TAILQ_FOREACH(dev, &vfio_devices, next)
		if (strcmp(dev->name, name) == 0)
			return dev;
	return NULL;
}

int
vfio_device_close(int vfio_dev_fd)
{
	pthread_mutex_lock(&vfio_device_mutex);
	forget(vfio_dev_fd);
	pthread_mutex_unlock(&vfio_device_mutex);
	return close(vfio_dev_fd);
}
