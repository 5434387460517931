/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include <rte_common.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio_open.h"
#include "eal_vfio_open_cdev.h"

static int
bind_with(const struct vfio_way *way, uint32_t flags, uint64_t token)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind),
		.flags = flags,
		.iommufd = way->fd,
		.token_uuid_ptr = token,
	};

	return ioctl(way->device_fd, VFIO_DEVICE_BIND_IOMMUFD, &bind) < 0 ? -errno : 0;
}

/* Linux 6.17 tries to read a token even from an invalid address. */
static bool
kernel_takes_tokens(const struct vfio_way *way)
{
	return bind_with(way, VFIO_DEVICE_BIND_FLAG_TOKEN, UINT64_MAX) == -EFAULT;
}

static int
bind_device(const struct vfio_way *way, const char *dev_addr __rte_unused,
		const uint8_t *token)
{
	int ret;

	ret = bind_with(way, token != NULL ? VFIO_DEVICE_BIND_FLAG_TOKEN : 0, (uintptr_t)token);
	if (ret == -EINVAL && token != NULL && !kernel_takes_tokens(way))
		return -ENOTSUP;
	if (ret == -EINVAL)
		return -EBUSY; /* another process has the device open */
	return ret < 0 ? ret : way->device_fd;
}

int
vfio_open_cdev(int device_fd, int iommufd, const char *sysfs_base,
		const char *dev_addr)
{
	const struct vfio_way way = {
		.present = bind_device,
		.fd = iommufd,
		.device_fd = device_fd,
		.from_primary = iommufd < 0,
		.lack = "this kernel accepts none in cdev mode, where only the permissions of /dev/vfio/devices guard the VFs (Linux 6.17 accepts one, and so does group mode)",
	};

	return vfio_open(sysfs_base, dev_addr, &way);
}
