/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_memory.h>

#include "eal_vfio_device.h"
#include "eal_vfio_sys.h"

/* Owned by this file, guarded by the lock below. */
static TAILQ_HEAD(vfio_device_list, vfio_device) devices =
	TAILQ_HEAD_INITIALIZER(devices);

/* Owned by this file; eal_vfio_device.h tells when it is held. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__rte_cold
void
vfio_device_lock(void)
{
	pthread_mutex_lock(&lock);
}

__rte_cold
void
vfio_device_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

static struct vfio_device *
find_fd(int fd)
{
	struct vfio_device *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (dev->fd == fd)
			return dev;
	return NULL;
}

static void
forget(struct vfio_device *dev)
{
	if (dev == NULL)
		return;
	TAILQ_REMOVE(&devices, dev, next);
	free(dev);
}

__rte_cold
void
vfio_device_add(struct vfio_device *dev)
{
	vfio_device_lock();
	forget(find_fd(dev->fd));
	TAILQ_INSERT_TAIL(&devices, dev, next);
	vfio_device_unlock();
}

__rte_cold
struct vfio_device *
vfio_device_find(const char *name)
{
	struct vfio_device *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (strcmp(dev->name, name) == 0)
			return dev;
	return NULL;
}

__rte_cold
struct vfio_device *
vfio_device_next(const struct vfio_device *dev)
{
	return dev == NULL ? TAILQ_FIRST(&devices) : TAILQ_NEXT(dev, next);
}

static bool
uses_token_of(const struct vfio_device *dev, const struct vfio_pci_addr *pf)
{
	rte_uuid_t unused;
	bool has_own;

	if (dev->sriov.role != VFIO_SRIOV_PF)
		return false;
	if (pf != NULL)
		return vfio_pci_addr_equal(pf, &dev->sriov.pf);
	has_own = vfio_token_store_own(&dev->sriov.pf, unused, NULL);
	rte_memzero_explicit(unused, sizeof(unused));
	return !has_own;
}

__rte_cold
bool
vfio_device_uses_token_of(const struct vfio_pci_addr *pf)
{
	const struct vfio_device *dev;
	bool found = false;

	vfio_device_lock();
	TAILQ_FOREACH(dev, &devices, next)
		found = found || uses_token_of(dev, pf);
	vfio_device_unlock();
	return found;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_device_close)
__rte_cold
int
vfio_device_close(int vfio_dev_fd)
{
	vfio_device_lock();
	forget(find_fd(vfio_dev_fd));
	vfio_device_unlock();
	return vfio_sys()->close(vfio_dev_fd);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_device_dup)
__rte_cold
int
vfio_device_dup(const char *name)
{
	const struct vfio_device *dev;
	int fd = -ENODEV;

	vfio_device_lock();
	dev = vfio_device_find(name);
	if (dev != NULL) {
		fd = vfio_sys()->fcntl(dev->fd, F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			fd = -errno;
	}
	vfio_device_unlock();
	return fd;
}

static int
show(const struct vfio_device *dev, vfio_token_status_cb callback, void *arg)
{
	static const char * const roles[] = {
		[VFIO_SRIOV_NONE] = "none",
		[VFIO_SRIOV_PF] = "PF",
		[VFIO_SRIOV_VF] = "VF",
		[VFIO_SRIOV_VF_UNGUARDED] = "VF",
	};
	static const char * const uses[] = {
		[VFIO_TOKEN_NOT_USED] = "no",
		[VFIO_TOKEN_SHOWN] = "shown",
		[VFIO_TOKEN_BY_OPEN] = "by open",
		[VFIO_TOKEN_BY_FEATURE] = "by feature",
	};
	static const char * const givers[] = {
		[VFIO_TOKEN_BY_OPTION] = "option",
		[VFIO_TOKEN_BY_VARIABLE] = "variable",
		[VFIO_TOKEN_BY_APPLICATION] = "application",
	};
	const bool is_used = dev->use != VFIO_TOKEN_NOT_USED;
	char pf[VFIO_PCI_ADDR_STRLEN] = "";
	char source[VFIO_TOKEN_SHOWN_LEN] = "";
	const struct vfio_token_status status = {
		.device = dev->name,
		.role = roles[dev->sriov.role],
		.pf = pf,
		.token = uses[dev->use],
		.why = is_used ? "" : dev->why,
		.given_by = is_used ? givers[dev->origin.given_by] : "",
		.source = source,
		.rotations = dev->rotations,
		.last_rotation = dev->last_rotation,
	};

	if (dev->sriov.role != VFIO_SRIOV_NONE)
		vfio_pci_addr_text(&dev->sriov.pf, pf);
	if (is_used)
		vfio_token_source_show(&dev->origin, source);
	return callback(&status, arg);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_status_walk)
__rte_cold
int
vfio_token_status_walk(vfio_token_status_cb callback, void *arg)
{
	const struct vfio_device *dev;
	int ret = 0;

	vfio_device_lock();
	TAILQ_FOREACH(dev, &devices, next) {
		ret = show(dev, callback, arg);
		if (ret != 0)
			break;
	}
	vfio_device_unlock();
	return ret;
}
