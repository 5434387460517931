/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Tokens that change while EAL runs: by the application in the store, for the
 * devices that are opened next, or by rotation on an open PF. What store and
 * kernel have for an open PF is the same whenever vfio_token_lock() is free.
 */

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_vfio_vf_token.h>

#include "eal_vfio_device.h"
#include "eal_vfio_feature.h"
#include "eal_vfio_token.h"

/* NULL, the default, stays NULL. */
static int
parse_pf(const char *text, struct vfio_pci_addr *addr,
		const struct vfio_pci_addr **pf)
{
	*pf = text != NULL ? addr : NULL;
	return text != NULL ? vfio_pci_addr_parse(text, addr) : 0;
}

static bool
is_in_use(const struct vfio_pci_addr *pf)
{
	bool in_use;

	vfio_token_lock();
	in_use = vfio_device_uses_token_of(pf);
	vfio_token_unlock();
	return in_use;
}

static int
put_token(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	int ret = -EBUSY;

	vfio_token_lock();
	if (!vfio_device_uses_token_of(pf))
		ret = vfio_token_store_reserve();
	if (ret == 0)
		vfio_token_store_put(pf, token, origin);
	vfio_token_unlock();
	return ret;
}

static int
remove_token(const struct vfio_pci_addr *pf)
{
	int ret = -EBUSY;

	vfio_token_lock();
	if (!vfio_device_uses_token_of(pf))
		ret = vfio_token_store_remove(pf);
	vfio_token_unlock();
	return ret;
}

__rte_cold
int
rte_vfio_vf_token_set(const char *pf, const rte_uuid_t token)
{
	const struct vfio_token_origin origin = {
		.given_by = VFIO_TOKEN_BY_APPLICATION
	};
	const struct vfio_pci_addr *which;
	struct vfio_pci_addr addr;
	int ret;

	if (parse_pf(pf, &addr, &which) < 0 || token == NULL ||
			rte_uuid_is_null(token))
		return -EINVAL;
	ret = put_token(which, token, &origin);
	vfio_token_wipe_stack();
	return ret;
}

__rte_cold
int
rte_vfio_vf_token_set_from(const char *pf, const char *source)
{
	struct vfio_token_origin origin = {
		.given_by = VFIO_TOKEN_BY_APPLICATION
	};
	char reason[VFIO_TOKEN_REASON_LEN];
	const struct vfio_pci_addr *which;
	struct vfio_pci_addr addr;
	rte_uuid_t token;
	int ret;

	if (parse_pf(pf, &addr, &which) < 0 || source == NULL)
		return -EINVAL;
	if (is_in_use(which))
		return -EBUSY; /* before the source is used up */

	ret = vfio_token_source_read(source, token, reason);
	if (ret < 0) {
		RTE_LOG(ERR, EAL, "VF token for %s rejected: %s\n",
			pf != NULL ? pf : "all PFs", reason);
	} else {
		vfio_token_source_name(source, &origin);
		ret = put_token(which, token, &origin);
	}
	if (ret == 0)
		vfio_token_source_forget(source);
	explicit_bzero(token, sizeof(token));
	vfio_token_wipe_stack();
	return ret;
}

__rte_cold
int
rte_vfio_vf_token_remove(const char *pf)
{
	const struct vfio_pci_addr *which;
	struct vfio_pci_addr addr;

	if (parse_pf(pf, &addr, &which) < 0)
		return -EINVAL;
	return remove_token(which);
}

/* The device, if this process may set its token; with the table's lock held. */
static struct vfio_device *
find_pf(const char *name, int *err)
{
	struct vfio_device *dev = vfio_device_find(name);
	char pf[VFIO_PCI_ADDR_STRLEN];

	*err = dev == NULL ? -ENODEV : -EINVAL;
	if (dev == NULL)
		RTE_LOG(ERR, EAL, "%s: VF token not rotated: this process has no such VFIO device open, and only a PF's owner can do it\n",
			name);
	else if (dev->sriov.role == VFIO_SRIOV_PF)
		return dev;
	else if (dev->sriov.role == VFIO_SRIOV_NONE)
		RTE_LOG(ERR, EAL, "%s: VF token not rotated: the device has no SR-IOV\n",
			name);
	else
		RTE_LOG(ERR, EAL, "%s: VF token not rotated: it is a VF, rotate the token of its PF %s\n",
			name, vfio_pci_addr_text(&dev->sriov.pf, pf));
	return NULL;
}

static int
check_pf(const char *name)
{
	int err;

	vfio_device_lock();
	if (find_pf(name, &err) != NULL)
		err = 0;
	vfio_device_unlock();
	return err;
}

/* The one call, and what it means for the store and the device. */
static int
set_and_store(struct vfio_device *dev, rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	int ret;

	ret = vfio_token_store_reserve();
	if (ret == 0)
		ret = rte_vfio_feature_set(dev->fd,
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, token,
				sizeof(rte_uuid_t));
	if (ret == -ENOTTY)
		ret = -ENOTSUP;
	if (ret < 0) {
		RTE_LOG(ERR, EAL, "%s: VF token not rotated, the old one stays: %s\n",
			dev->name, ret == -ENOTSUP ?
			"this kernel cannot set one (Linux 5.7 can)" :
			strerror(-ret));
		return ret;
	}

	vfio_token_store_put(&dev->sriov.pf, token, origin);
	dev->use = VFIO_TOKEN_BY_FEATURE;
	dev->origin = *origin;
	dev->rotations++;
	dev->last_rotation = time(NULL);
	RTE_LOG(INFO, EAL, "%s: VF token rotated\n", dev->name);
	return 0;
}

/* With vfio_token_lock() held; the device may be gone since it was checked. */
static int
rotate(const char *name, rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	struct vfio_device *dev;
	int ret;

	vfio_device_lock();
	dev = find_pf(name, &ret);
	if (dev != NULL)
		ret = set_and_store(dev, token, origin);
	vfio_device_unlock();
	return ret;
}

/*
 * A token that goes to a file is made with vfio_token_lock() held, so that the
 * file and the PF have that of the same rotation.
 */
static int
renew_and_rotate(const char *name, const char *source, rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	char old[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = vfio_token_source_renew(source, token, old, reason);
	if (ret < 0) {
		RTE_LOG(ERR, EAL, "%s: VF token not rotated: %s\n", name,
			reason);
		return ret;
	}
	ret = rotate(name, token, origin);
	vfio_token_source_renewed(source, old, ret == 0);
	return ret;
}

/* Without any lock, as it may take long. */
static int
read_token(const char *name, const char *source, rte_uuid_t token)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = vfio_token_source_read(source, token, reason);
	if (ret < 0)
		RTE_LOG(ERR, EAL, "%s: VF token not rotated: %s\n", name,
			reason);
	return ret;
}

static int
rotate_from(const char *name, const char *source, rte_uuid_t token)
{
	struct vfio_token_origin origin = {
		.given_by = VFIO_TOKEN_BY_APPLICATION
	};
	const bool renew = vfio_token_source_is_generated(source);
	int ret;

	ret = check_pf(name); /* before the source is used up */
	if (ret == 0 && !renew)
		ret = read_token(name, source, token);
	if (ret < 0)
		return ret;

	vfio_token_source_name(source, &origin);
	vfio_token_lock();
	ret = renew ? renew_and_rotate(name, source, token, &origin) :
		rotate(name, token, &origin);
	vfio_token_unlock();
	if (ret == 0)
		vfio_token_source_forget(source);
	return ret;
}

static int
rotate_to(const char *name, const rte_uuid_t given, rte_uuid_t token)
{
	const struct vfio_token_origin origin = {
		.given_by = VFIO_TOKEN_BY_APPLICATION
	};
	int ret;

	rte_uuid_copy(token, given);
	vfio_token_lock();
	ret = rotate(name, token, &origin);
	vfio_token_unlock();
	return ret;
}

__rte_cold
int
vfio_token_rotate(const char *name, const char *source,
		const rte_uuid_t given)
{
	rte_uuid_t token;
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return -E_RTE_SECONDARY;
	if (source == NULL && (given == NULL || rte_uuid_is_null(given)))
		return -EINVAL;

	ret = source != NULL ? rotate_from(name, source, token) :
		rotate_to(name, given, token);
	explicit_bzero(token, sizeof(token));
	vfio_token_wipe_stack();
	return ret;
}
