/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_string_fns.h>

#include "eal_vfio_sriov.h"

/* An entry of a device, in a buffer of PATH_MAX bytes. */
static int
make_path(const char *device, const char *entry, char *path)
{
	const int n = snprintf(path, PATH_MAX, "%s/%s", device, entry);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The last part of a link's target; empty if there is no such link. */
static int
read_link(const char *device, const char *entry, char *name, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX] = "";
	const char *slash;

	if (make_path(device, entry, path) < 0)
		return -ENAMETOOLONG;
	if (readlink(path, target, sizeof(target) - 1) < 0 && errno != ENOENT)
		return -errno;
	slash = strrchr(target, '/');
	strlcpy(name, slash != NULL ? slash + 1 : target, size);
	return 0;
}

static int
has_entry(const char *device, const char *entry, bool *has)
{
	char path[PATH_MAX];

	if (make_path(device, entry, path) < 0)
		return -ENAMETOOLONG;
	*has = access(path, F_OK) == 0;
	return *has || errno == ENOENT ? 0 : -errno;
}

/* Of a VF: whether the PF's driver makes the kernel guard it. */
static int
is_guarded(const char *device, bool *guarded)
{
	char vf_driver[NAME_MAX + 1], pf_driver[NAME_MAX + 1];
	int ret;

	ret = read_link(device, "driver", vf_driver, sizeof(vf_driver));
	if (ret == 0)
		ret = read_link(device, "physfn/driver", pf_driver,
				sizeof(pf_driver));
	if (ret == 0)
		*guarded = strcmp(pf_driver, "vfio-pci") == 0 ||
			(*pf_driver != '\0' && strcmp(pf_driver, vf_driver) == 0);
	return ret;
}

int
vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov)
{
	char device[PATH_MAX];
	int ret;

	memset(sriov, 0, sizeof(*sriov));
	if (make_path(sysfs_base, dev_addr, device) < 0)
		return -ENAMETOOLONG;
	ret = read_link(device, "physfn", sriov->pf, sizeof(sriov->pf));
	if (ret < 0)
		return ret;
	if (*sriov->pf != '\0')
		return is_guarded(device, &sriov->takes_token);

	ret = has_entry(device, "sriov_totalvfs", &sriov->is_pf);
	if (ret < 0 || !sriov->is_pf)
		return ret;
	sriov->takes_token = true;
	strlcpy(sriov->pf, dev_addr, sizeof(sriov->pf));
	return has_entry(device, "virtfn0", &sriov->has_vfs);
}
