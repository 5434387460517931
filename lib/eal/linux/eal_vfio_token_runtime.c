/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Tokens that change while EAL runs: by the application in the store, for the
 * devices that are opened next, or by rotation on an open PF. What store and
 * kernel have for an open PF is the same whenever vfio_token_lock() is free.
 */

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_vfio_feature.h>
#include <rte_vfio_vf_token.h>

#include <uapi/linux/vfio.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
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
	if (ret == -ENOMEM)
		EAL_LOG(ERR, "VF token not set: no memory for it");
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

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_vf_token_set, 26.11)
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

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_vf_token_set_from, 26.11)
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
		EAL_LOG(ERR, "VF token for %s rejected: %s",
			pf != NULL ? pf : "all PFs", reason);
	} else {
		vfio_token_source_name(source, &origin);
		ret = put_token(which, token, &origin);
	}
	if (ret == 0)
		vfio_token_source_forget(source);
	rte_memzero_explicit(token, sizeof(token));
	vfio_token_wipe_stack();
	return ret;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_vf_token_remove, 26.11)
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
		EAL_LOG(ERR, "%s: VF token not rotated: this process has no such VFIO device open, and only a PF's owner can do it",
			name);
	else if (dev->sriov.role == VFIO_SRIOV_PF)
		return dev;
	else if (dev->sriov.role == VFIO_SRIOV_NONE)
		EAL_LOG(ERR, "%s: VF token not rotated: the device has no SR-IOV",
			name);
	else
		EAL_LOG(ERR, "%s: VF token not rotated: it is a VF, rotate the token of its PF %s",
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

/*
 * A rotation: the PF that was named, and all others whose token is in the same
 * file, as that has one token for all of them.
 */
struct rotation {
	const struct vfio_device *named;
	const char *source;
	struct vfio_token_origin origin;
	rte_uuid_t token;
	struct vfio_token_renewal *file; /* or NULL */
};

static bool
is_concerned(const struct vfio_device *dev, const struct rotation *r)
{
	return dev == r->named || (dev->sriov.role == VFIO_SRIOV_PF &&
		vfio_token_source_is_same_file(dev->origin.source, r->source));
}

static int
set_in_kernel(const struct vfio_device *dev, rte_uuid_t token)
{
	const int ret = rte_vfio_feature_set(dev->fd,
			VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, token,
			sizeof(rte_uuid_t));

	return ret == -ENOTTY ? -ENOTSUP : ret;
}

/*
 * Undo, up to a PF or for all if that is NULL. One without a token before has
 * the new one now, which nobody knows, as it had the kernel's before.
 */
static void
restore_before(const struct vfio_device *end, const struct rotation *r)
{
	struct vfio_device *dev;
	rte_uuid_t old;
	int ret;

	for (dev = vfio_device_next(NULL); dev != end;
			dev = vfio_device_next(dev)) {
		if (!is_concerned(dev, r) || !vfio_token_store_find(
				&dev->sriov.pf, old, NULL))
			continue;
		ret = set_in_kernel(dev, old);
		if (ret < 0)
			EAL_LOG(ERR, "%s: VF token cannot be set back: %s; nobody can open a VF until it is rotated again",
				dev->name, strerror(-ret));
	}
	rte_memzero_explicit(old, sizeof(old));
}

/* In the kernel for all PFs, or for none. */
static int
set_all(struct rotation *r)
{
	const struct vfio_device *dev;
	int ret;

	for (dev = vfio_device_next(NULL); dev != NULL;
			dev = vfio_device_next(dev)) {
		ret = is_concerned(dev, r) ? set_in_kernel(dev, r->token) : 0;
		if (ret == 0)
			continue;
		EAL_LOG(ERR, "%s: VF token not rotated, %s: %s",
			dev->name, dev == r->named ? "the old one stays" :
			"all PFs of the same file keep the old one",
			ret == -ENOTSUP ?
			"this kernel cannot set one (Linux 5.7 can)" :
			strerror(-ret));
		restore_before(dev, r);
		return ret;
	}
	return 0;
}

/* The file has the new token once all PFs have it. */
static int
set_all_and_file(struct rotation *r)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = set_all(r);
	if (ret < 0 || r->file == NULL)
		return ret;
	ret = vfio_token_source_renewed(r->file, reason);
	if (ret < 0) {
		EAL_LOG(ERR, "%s: VF token not rotated, the old one stays: %s",
			r->named->name, reason);
		restore_before(NULL, r);
	}
	return ret;
}

static void
note_rotation(const struct rotation *r)
{
	struct vfio_device *dev;

	for (dev = vfio_device_next(NULL); dev != NULL;
			dev = vfio_device_next(dev)) {
		if (!is_concerned(dev, r))
			continue;
		dev->use = VFIO_TOKEN_BY_FEATURE;
		dev->rotations++;
		dev->last_rotation = time(NULL);
		if (dev == r->named)
			dev->origin = r->origin;
		EAL_LOG(INFO, "%s: VF token rotated", dev->name);
	}
}

/* With vfio_token_lock() held; the device may be gone since it was checked. */
static int
rotate(const char *name, struct rotation *r)
{
	int ret;

	vfio_device_lock();
	r->named = find_pf(name, &ret);
	if (r->named != NULL) {
		ret = vfio_token_store_reserve();
		if (ret < 0)
			EAL_LOG(ERR, "%s: VF token not rotated: no memory for it",
				name);
		else
			ret = set_all_and_file(r);
	}
	if (ret == 0) {
		vfio_token_store_replace(r->source, r->token);
		vfio_token_store_put(&r->named->sriov.pf, r->token, &r->origin);
		note_rotation(r);
	}
	vfio_device_unlock();
	return ret;
}

/*
 * A token that goes to a file is made with vfio_token_lock() held, so that the
 * file and the PFs have that of the same rotation.
 */
static int
renew_and_rotate(const char *name, struct rotation *r)
{
	struct vfio_token_renewal file;
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = vfio_token_source_renew(r->source, r->token, &file, reason);
	if (ret < 0) {
		EAL_LOG(ERR, "%s: VF token not rotated: %s", name,
			reason);
		return ret;
	}
	r->file = &file;
	ret = rotate(name, r);
	if (ret < 0)
		vfio_token_source_not_renewed(&file);
	return ret;
}

/* Without any lock, as it may take long. */
static int
read_token(const char *name, struct rotation *r)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = vfio_token_source_read(r->source, r->token, reason);
	if (ret < 0)
		EAL_LOG(ERR, "%s: VF token not rotated: %s", name,
			reason);
	return ret;
}

static int
rotate_from(const char *name, struct rotation *r)
{
	const bool renew = vfio_token_source_is_generated(r->source);
	int ret;

	ret = check_pf(name); /* before the source is used up */
	if (ret == 0 && !renew)
		ret = read_token(name, r);
	if (ret < 0)
		return ret;

	vfio_token_source_name(r->source, &r->origin);
	vfio_token_lock();
	ret = renew ? renew_and_rotate(name, r) : rotate(name, r);
	vfio_token_unlock();
	if (ret == 0)
		vfio_token_source_forget(r->source);
	return ret;
}

static int
rotate_to(const char *name, const rte_uuid_t given, struct rotation *r)
{
	int ret;

	rte_uuid_copy(r->token, given);
	vfio_token_lock();
	ret = rotate(name, r);
	vfio_token_unlock();
	return ret;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_rotate)
__rte_cold
int
vfio_token_rotate(const char *name, const char *source,
		const rte_uuid_t given)
{
	struct rotation r = {
		.source = source != NULL ? source : "",
		.origin.given_by = VFIO_TOKEN_BY_APPLICATION,
	};
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return -E_RTE_SECONDARY;
	if (source == NULL && (given == NULL || rte_uuid_is_null(given)))
		return -EINVAL;

	ret = source != NULL ? rotate_from(name, &r) :
		rotate_to(name, given, &r);
	rte_memzero_explicit(&r, sizeof(r));
	vfio_token_wipe_stack();
	return ret;
}
