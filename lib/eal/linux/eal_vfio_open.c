/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <rte_memory.h>
#include <rte_string_fns.h>
#include <rte_vfio_feature.h>

#include <uapi/linux/vfio.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open.h"
#include "eal_vfio_sriov.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

/* One device on its way to being opened. */
struct opening {
	struct vfio_device *dev; /* what will be known of it */
	const char *addr;
	struct vfio_sriov sriov;
	char pf[VFIO_PCI_ADDR_STRLEN]; /* its address */
	bool has_token; /* and so the kernel is to be shown one */
	rte_uuid_t token;
};

/* The name of the device, with its token: "0000:01:10.0 vf_token=<uuid>". */
static int
get_device_fd(int vfio_group_fd, const struct opening *o, bool show_token)
{
	char name[NAME_MAX], uuid[RTE_UUID_STRLEN];
	int fd, n;

	if (show_token) {
		rte_uuid_unparse(o->token, uuid, sizeof(uuid));
		n = snprintf(name, sizeof(name), "%s vf_token=%s", o->addr,
			uuid);
		rte_memzero_explicit(uuid, sizeof(uuid));
	} else {
		n = snprintf(name, sizeof(name), "%s", o->addr);
	}

	if (n < 0 || (size_t)n >= sizeof(name)) {
		fd = -ENAMETOOLONG;
	} else {
		fd = vfio_sys()->ioctl(vfio_group_fd,
				VFIO_GROUP_GET_DEVICE_FD, name);
		if (fd < 0)
			fd = -errno;
	}

	rte_memzero_explicit(name, sizeof(name));
	return fd;
}

/* A token that the user gave for this very device, which takes none. */
static void
warn_if_misplaced(const struct opening *o)
{
	struct vfio_pci_addr addr;
	rte_uuid_t token;

	if (o->sriov.role == VFIO_SRIOV_PF ||
			vfio_pci_addr_parse(o->addr, &addr) < 0 ||
			!vfio_token_store_own(&addr, token, NULL))
		return;
	rte_memzero_explicit(token, sizeof(token));

	if (o->sriov.role == VFIO_SRIOV_NONE)
		EAL_LOG(WARNING,
			"%s has no SR-IOV, the VF token given for it is not used",
			o->addr);
	else
		EAL_LOG(WARNING,
			"%s is a VF, the VF token given for it is not used: "
			VFIO_TOKEN_OPTION " names its PF, %s",
			o->addr, o->pf);
}

static void
explain_vf(const struct opening *o)
{
	if (o->has_token)
		EAL_LOG(ERR, "%s: VF token refused: either PF %s has another one, or its owner has not set it yet; give both the same "
			VFIO_TOKEN_OPTION " and start the PF's owner first",
			o->addr, o->pf);
	else
		EAL_LOG(ERR, "%s: VF token missing: PF %s is owned by vfio-pci and guards its VFs; give the token that the PF's owner set with "
			VFIO_TOKEN_OPTION "=%s=<source>",
			o->addr, o->pf, o->pf);
}

static void
explain_pf(const struct opening *o)
{
	EAL_LOG(ERR, "%s: VFs of this PF are in use under %s VF token; give that one with "
		VFIO_TOKEN_OPTION "=%s=<source>, or end their users first",
		o->addr, o->has_token ? "another" : "a", o->addr);
}

static void
explain_failure(const struct opening *o, int err)
{
	if (err == -EACCES && o->sriov.role == VFIO_SRIOV_VF)
		explain_vf(o);
	else if (err == -EACCES && o->sriov.role == VFIO_SRIOV_PF)
		explain_pf(o);
	else if (err == -EACCES &&
			o->sriov.role == VFIO_SRIOV_VF_UNGUARDED)
		EAL_LOG(ERR, "%s: the kernel wants a VF token, though PF %s is not owned by vfio-pci; bind both anew",
			o->addr, o->pf);
	else if (err == -EINVAL && o->has_token)
		EAL_LOG(ERR, "%s: the kernel takes no VF token here: %s; bind PF %s anew, or leave "
			VFIO_TOKEN_OPTION " away",
			o->addr, o->sriov.role == VFIO_SRIOV_PF ?
			"to vfio-pci it is not SR-IOV capable" :
			"to vfio-pci its PF is another driver's",
			o->pf);
	else if (err == -ENOKEY)
		EAL_LOG(ERR, "%s: the VF tokens of this process were lost when it was forked after rte_eal_init(); fork before it, or give them again",
			o->addr);
	else if (err == -ENODEV)
		EAL_LOG(ERR, "%s: its VFIO group has no such device; is it still bound to vfio-pci?",
			o->addr);
	else
		EAL_LOG(ERR, "%s: cannot open the device in its VFIO group: %s",
			o->addr, strerror(-err));
}

/* Kernels older than 5.7 take the token for a part of the device's name. */
static int
open_without_vf_tokens(int vfio_group_fd, struct opening *o)
{
	const int fd = get_device_fd(vfio_group_fd, o, false);

	if (fd >= 0) {
		EAL_LOG(WARNING,
			"%s: this kernel has no VF tokens (Linux 5.7 has them): opened without, nothing guards the VFs",
			o->addr);
		o->dev->use = VFIO_TOKEN_NOT_USED;
		o->dev->why = "this kernel has no VF tokens";
	}
	return fd;
}

/*
 * The open has made the token valid unless a VF was in use; this does it by
 * the book, and is what tells that the kernel has it.
 */
static int
set_pf_token(int vfio_dev_fd, struct opening *o)
{
	int ret;

	ret = rte_vfio_feature_probe(vfio_dev_fd,
			VFIO_DEVICE_FEATURE_PCI_VF_TOKEN,
			RTE_VFIO_FEATURE_SET);
	if (ret == -ENOTTY) {
		EAL_LOG(DEBUG,
			"%s: VF token set by the open alone, there is no VFIO_DEVICE_FEATURE",
			o->addr);
		return 0;
	}
	if (ret == 0)
		ret = rte_vfio_feature_set(vfio_dev_fd,
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, o->token,
				sizeof(o->token));
	if (ret < 0) {
		EAL_LOG(ERR,
			"%s: cannot set the VF token: %s; device released, as nobody could open its VFs",
			o->addr, strerror(-ret));
		return ret;
	}
	EAL_LOG(INFO, "%s: VF token set", o->addr);
	o->dev->use = VFIO_TOKEN_BY_FEATURE;
	return 0;
}

/* What is due once a PF is open. Returns its descriptor, or closes it. */
static int
finish_pf(int vfio_dev_fd, struct opening *o)
{
	int ret;

	if (!o->has_token) {
		if (o->sriov.has_vfs)
			EAL_LOG(WARNING,
				"%s: this PF has VFs and no VF token was given: unless an earlier owner set one, none of them can be opened; set it with "
				VFIO_TOKEN_OPTION "", o->addr);
		return vfio_dev_fd;
	}

	ret = set_pf_token(vfio_dev_fd, o);
	if (ret < 0) {
		vfio_sys()->close(vfio_dev_fd);
		return ret;
	}
	return vfio_dev_fd;
}

static int
open_with_role(int vfio_group_fd, struct opening *o)
{
	int fd;

	fd = get_device_fd(vfio_group_fd, o, o->has_token);
	if (fd == -ENODEV && o->has_token) {
		fd = open_without_vf_tokens(vfio_group_fd, o);
		if (fd >= 0)
			return fd;
	}
	if (fd < 0) {
		explain_failure(o, fd);
		return fd;
	}
	return o->sriov.role == VFIO_SRIOV_PF ? finish_pf(fd, o) : fd;
}

/* What will be known of the device if the open goes as is meant. */
static void
note_use(const struct opening *o)
{
	static const char * const reasons[] = {
		[VFIO_SRIOV_NONE] = "no SR-IOV",
		[VFIO_SRIOV_PF] = "none was given",
		[VFIO_SRIOV_VF] = "none was given",
		[VFIO_SRIOV_VF_UNGUARDED] = "the PF is another driver's",
	};

	o->dev->sriov = o->sriov;
	if (!o->has_token)
		o->dev->why = reasons[o->sriov.role];
	else
		o->dev->use = o->sriov.role == VFIO_SRIOV_PF ?
			VFIO_TOKEN_BY_OPEN : VFIO_TOKEN_SHOWN;
}

static int
open_by_role(int vfio_group_fd, struct opening *o)
{
	if (o->sriov.role == VFIO_SRIOV_PF || o->sriov.role == VFIO_SRIOV_VF) {
		o->has_token = vfio_token_store_find(&o->sriov.pf, o->token,
				&o->dev->origin);
		if (!o->has_token && vfio_token_store_is_lost()) {
			explain_failure(o, -ENOKEY);
			return -ENOKEY;
		}
	}
	warn_if_misplaced(o);
	note_use(o);
	return open_with_role(vfio_group_fd, o);
}

/* Returns -ENODEV where it is for this process to open the device. */
static int
get_from_primary(struct opening *o)
{
	const int fd = vfio_handover_request(o->addr);

	if (fd >= 0) {
		o->dev->sriov = o->sriov;
		o->dev->why = "opened by the primary process";
	} else if (fd == -ETIMEDOUT) {
		EAL_LOG(ERR, "%s: the primary process did not hand over the device within %d s; see whether it hangs, or try again",
			o->addr, VFIO_HANDOVER_TIMEOUT_S);
	} else if (fd != -ENODEV) {
		EAL_LOG(ERR, "%s: the primary process did not hand over the device: %s",
			o->addr, strerror(-fd));
	}
	return fd;
}

static int
open_locked(int vfio_group_fd, bool is_shared, struct opening *o)
{
	int fd = -ENODEV;

	if (is_shared && rte_eal_process_type() == RTE_PROC_SECONDARY)
		fd = get_from_primary(o);
	if (fd == -ENODEV)
		fd = open_by_role(vfio_group_fd, o);
	rte_memzero_explicit(o->token, sizeof(o->token));
	if (fd >= 0) {
		o->dev->fd = fd;
		vfio_device_add(o->dev);
		vfio_handover_offer();
	}
	return fd;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_open_device)
__rte_cold
int
vfio_open_device(int vfio_group_fd, const char *sysfs_base,
		const char *dev_addr, bool is_shared)
{
	struct opening o = { .addr = dev_addr };
	int ret;

	ret = vfio_sriov_read(sysfs_base, dev_addr, &o.sriov);
	if (ret < 0) {
		EAL_LOG(ERR, "%s: cannot read from %s whether it is a VF: %s",
			dev_addr, sysfs_base, strerror(-ret));
		return ret;
	}
	vfio_pci_addr_text(&o.sriov.pf, o.pf);

	o.dev = calloc(1, sizeof(*o.dev));
	if (o.dev == NULL) {
		explain_failure(&o, -ENOMEM);
		return -ENOMEM;
	}
	if (strlcpy(o.dev->name, dev_addr, sizeof(o.dev->name)) >=
			sizeof(o.dev->name)) {
		ret = -ENAMETOOLONG;
		explain_failure(&o, ret);
	} else {
		vfio_token_lock();
		ret = open_locked(vfio_group_fd, is_shared, &o);
		vfio_token_unlock();
	}
	if (ret < 0)
		free(o.dev);
	vfio_token_wipe_stack();
	return ret;
}
