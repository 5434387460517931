/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <eal_export.h>
#include <rte_common.h>

#include "eal_vfio_sriov.h"
#include "eal_vfio_sys.h"

/* "<sysfs_base>/<dev_addr>/<entry>" */
static int
make_path(char *path, const char *sysfs_base, const char *dev_addr,
		const char *entry)
{
	const int n = snprintf(path, PATH_MAX, "%s/%s/%s", sysfs_base,
			dev_addr, entry);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The last part of a link's target, in a buffer of PATH_MAX bytes. */
static int
read_link_name(const char *sysfs_base, const char *dev_addr,
		const char *entry, char *name)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *slash;
	ssize_t len;
	int ret;

	ret = make_path(path, sysfs_base, dev_addr, entry);
	if (ret < 0)
		return ret;
	len = vfio_sys()->readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';

	slash = strrchr(target, '/');
	strcpy(name, slash != NULL ? slash + 1 : target);
	return 0;
}

/* Whether a device has an entry: 1, 0, or a negated errno. */
static int
has_entry(const char *sysfs_base, const char *dev_addr, const char *entry)
{
	char path[PATH_MAX];
	int ret;

	ret = make_path(path, sysfs_base, dev_addr, entry);
	if (ret < 0)
		return ret;
	if (vfio_sys()->access(path, F_OK) == 0)
		return 1;
	return errno == ENOENT ? 0 : -errno;
}

/* Whether the PF's driver makes the kernel guard the VF. */
static int
read_guarded(const char *sysfs_base, const char *dev_addr, bool *guarded)
{
	char vf_driver[PATH_MAX], pf_driver[PATH_MAX];
	int ret;

	ret = read_link_name(sysfs_base, dev_addr, "driver", vf_driver);
	if (ret < 0)
		return ret;
	ret = read_link_name(sysfs_base, dev_addr, "physfn/driver", pf_driver);
	if (ret == -ENOENT)
		pf_driver[0] = '\0'; /* bound to none */
	else if (ret < 0)
		return ret;

	*guarded = strcmp(pf_driver, "vfio-pci") == 0 ||
		strcmp(pf_driver, vf_driver) == 0;
	return 0;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_sriov_read)
__rte_cold
int
vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov)
{
	char pf[PATH_MAX];
	bool guarded;
	int ret;

	memset(sriov, 0, sizeof(*sriov));

	ret = read_link_name(sysfs_base, dev_addr, "physfn", pf);
	if (ret == 0) {
		ret = read_guarded(sysfs_base, dev_addr, &guarded);
		if (ret < 0)
			return ret;
		sriov->role = guarded ? VFIO_SRIOV_VF : VFIO_SRIOV_VF_UNGUARDED;
		return vfio_pci_addr_parse(pf, &sriov->pf);
	}
	if (ret != -ENOENT)
		return ret;

	ret = has_entry(sysfs_base, dev_addr, "sriov_totalvfs");
	if (ret <= 0)
		return ret;
	sriov->role = VFIO_SRIOV_PF;
	ret = has_entry(sysfs_base, dev_addr, "virtfn0");
	if (ret < 0)
		return ret;
	sriov->has_vfs = ret;
	return vfio_pci_addr_parse(dev_addr, &sriov->pf);
}
