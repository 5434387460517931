/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <eal_export.h>
#include <rte_common.h>

#include "eal_vfio_device.h"

/* Owned by this file, guarded by the lock below. */
static TAILQ_HEAD(vfio_device_list, vfio_device) devices =
	TAILQ_HEAD_INITIALIZER(devices);

/* Owned by this file; eal_vfio_device.h tells when it is held. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
vfio_device_lock(void)
{
	pthread_mutex_lock(&lock);
}

void
vfio_device_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

static void
forget(int fd)
{
	struct vfio_device *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (dev->fd == fd)
			break;
	if (dev == NULL)
		return;
	TAILQ_REMOVE(&devices, dev, next);
	free(dev);
}

void
vfio_device_add(struct vfio_device *dev)
{
	vfio_device_lock();
	forget(dev->fd);
	TAILQ_INSERT_TAIL(&devices, dev, next);
	vfio_device_unlock();
}

struct vfio_device *
vfio_device_find(const char *name)
{
	struct vfio_device *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (strcmp(dev->status.device, name) == 0)
			return dev;
	return NULL;
}

struct vfio_device *
vfio_device_next(const struct vfio_device *dev)
{
	return dev == NULL ? TAILQ_FIRST(&devices) : TAILQ_NEXT(dev, next);
}

int
vfio_device_close(int vfio_dev_fd)
{
	vfio_device_lock();
	forget(vfio_dev_fd);
	vfio_device_unlock();
	return close(vfio_dev_fd);
}

int
vfio_device_dup(const char *name)
{
	const struct vfio_device *dev;
	int fd = -ENODEV;

	vfio_device_lock();
	dev = vfio_device_find(name);
	if (dev != NULL) {
		fd = fcntl(dev->fd, F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			fd = -errno;
	}
	vfio_device_unlock();
	return fd;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_status_walk)
int
vfio_token_status_walk(vfio_token_status_cb callback, void *arg)
{
	const struct vfio_device *dev;
	int ret = 0;

	vfio_device_lock();
	TAILQ_FOREACH(dev, &devices, next) {
		ret = callback(&dev->status, arg);
		if (ret != 0)
			break;
	}
	vfio_device_unlock();
	return ret;
}
