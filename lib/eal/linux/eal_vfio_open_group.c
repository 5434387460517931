/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <rte_eal.h>
#include <rte_memory.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "eal_private.h"
#include "eal_vfio_open.h"
#include "eal_vfio_open_group.h"

/* Device name, followed by a token if any: "0000:01:10.0 vf_token=<uuid>". */
static int
get_device_fd(const struct vfio_way *way, const char *dev_addr, const uint8_t *token)
{
	char uuid[RTE_UUID_STRLEN] = "";
	char name[NAME_MAX + sizeof(" vf_token=") + sizeof(uuid)];
	int fd;

	if (token != NULL)
		rte_uuid_unparse(token, uuid, sizeof(uuid));
	snprintf(name, sizeof(name), "%s%s%s", dev_addr, token != NULL ? " vf_token=" : "", uuid);
	fd = ioctl(way->fd, VFIO_GROUP_GET_DEVICE_FD, name);
	if (fd < 0)
		fd = -errno;
	rte_memzero_explicit(uuid, sizeof(uuid));
	rte_memzero_explicit(name, sizeof(name));
	/* kernels before 5.7 mistake the token for part of the name */
	return fd == -ENODEV && token != NULL ? -ENOTSUP : fd;
}

int
vfio_open_in_group(int vfio_group_fd, const char *sysfs_base,
		const char *dev_addr, bool is_shared)
{
	const struct vfio_way way = {
		.present = get_device_fd,
		.fd = vfio_group_fd,
		.device_fd = -1,
		.from_primary = is_shared &&
			rte_eal_process_type() == RTE_PROC_SECONDARY,
		.lack = "this kernel has none, so nothing guards the VFs (Linux 5.7 has them)",
	};

	return vfio_open(sysfs_base, dev_addr, &way);
}
