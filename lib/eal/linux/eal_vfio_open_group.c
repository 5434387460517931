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

/* The name of the device, with its token: "0000:01:10.0 vf_token=<uuid>". */
static int
get_device_fd(const char *dev_addr, const uint8_t *token, int vfio_group_fd)
{
	char name[NAME_MAX], uuid[RTE_UUID_STRLEN] = "";
	int fd, n;

	if (token != NULL)
		rte_uuid_unparse(token, uuid, sizeof(uuid));
	n = snprintf(name, sizeof(name), "%s%s%s", dev_addr,
		token != NULL ? " vf_token=" : "", uuid);
	if (n < 0 || (size_t)n >= sizeof(name)) {
		fd = -ENAMETOOLONG;
	} else {
		fd = ioctl(vfio_group_fd, VFIO_GROUP_GET_DEVICE_FD, name);
		if (fd < 0)
			fd = -errno;
	}
	rte_memzero_explicit(uuid, sizeof(uuid));
	rte_memzero_explicit(name, sizeof(name));
	/* kernels before 5.7 take the token for a part of the name */
	return fd == -ENODEV && token != NULL ? -ENOTSUP : fd;
}

int
vfio_open_in_group(int vfio_group_fd, const char *sysfs_base,
		const char *dev_addr, bool is_shared)
{
	return vfio_open(sysfs_base, dev_addr, is_shared &&
			rte_eal_process_type() == RTE_PROC_SECONDARY,
			get_device_fd, vfio_group_fd);
}
