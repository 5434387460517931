/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_string_fns.h>

#include "eal_vfio_sriov.h"

/* A path truncated to this length is still too long for the kernel. */
#define PATH_LEN (PATH_MAX + 1)

/* Get the last component of a link's target; empty without such a link. */
static int
read_link(const char *sysfs_base, const char *dev_addr, const char *entry,
		char *name, size_t size)
{
	char path[PATH_LEN], target[PATH_MAX] = "";
	const char *slash;

	snprintf(path, sizeof(path), "%s/%s/%s", sysfs_base, dev_addr, entry);
	if (readlink(path, target, sizeof(target) - 1) < 0 && errno != ENOENT)
		return -errno;
	slash = strrchr(target, '/');
	strlcpy(name, slash != NULL ? slash + 1 : target, size);
	return 0;
}

static int
has_entry(const char *sysfs_base, const char *dev_addr, const char *entry,
		bool *has)
{
	char path[PATH_LEN];

	snprintf(path, sizeof(path), "%s/%s/%s", sysfs_base, dev_addr, entry);
	*has = access(path, F_OK) == 0;
	return *has || errno == ENOENT ? 0 : -errno;
}

int
vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov)
{
	char driver[NAME_MAX + 1] = "", pf_driver[NAME_MAX + 1] = "";
	int ret;

	memset(sriov, 0, sizeof(*sriov));
	ret = read_link(sysfs_base, dev_addr, "physfn", sriov->pf, sizeof(sriov->pf));
	if (ret == 0 && *sriov->pf != '\0') {
		ret = read_link(sysfs_base, dev_addr, "driver", driver, sizeof(driver));
		if (ret == 0)
			ret = read_link(sysfs_base, dev_addr, "physfn/driver",
				pf_driver, sizeof(pf_driver));
		sriov->takes_token = ret == 0 && *pf_driver != '\0' &&
			(strcmp(pf_driver, "vfio-pci") == 0 ||
			strcmp(pf_driver, driver) == 0);
		return ret;
	}
	if (ret == 0)
		ret = has_entry(sysfs_base, dev_addr, "sriov_totalvfs", &sriov->is_pf);
	if (ret == 0 && sriov->is_pf) {
		sriov->takes_token = true;
		strlcpy(sriov->pf, dev_addr, sizeof(sriov->pf));
		ret = has_entry(sysfs_base, dev_addr, "virtfn0", &sriov->has_vfs);
	}
	return ret;
}
