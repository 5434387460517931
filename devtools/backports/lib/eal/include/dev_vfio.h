/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */
// when: lib/eal/include/rte_vfio.h
// unless: lib/eal/include/meson.build dev_vfio.h

/*
 * The functions for drivers by the names that they have from 26.11 on, where they
 * are internal, and setting up a device does not also get its description.
 */

#ifndef DEV_VFIO_H
#define DEV_VFIO_H

#include <rte_vfio.h>

#include <uapi/linux/vfio.h>

#define dev_vfio_enable rte_vfio_enable
#define dev_vfio_release_device rte_vfio_release_device
#define dev_vfio_container_create rte_vfio_container_create
#define dev_vfio_container_destroy rte_vfio_container_destroy

static inline int
dev_vfio_container_assign_device(int container, const char *sysfs_base,
		const char *dev_addr)
{
	int group;

	if (rte_vfio_get_group_num(sysfs_base, dev_addr, &group) <= 0)
		return -1;
	return rte_vfio_container_group_bind(container, group) < 0 ? -1 : 0;
}

static inline int
dev_vfio_setup_device(const char *sysfs_base, const char *dev_addr, int *vfio_dev_fd)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	return rte_vfio_setup_device(sysfs_base, dev_addr, vfio_dev_fd, &info);
}

#endif /* DEV_VFIO_H */
