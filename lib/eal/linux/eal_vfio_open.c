/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>
#include <vfio_token_driver.h>

#include <uapi/linux/vfio.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open.h"
#include "eal_vfio_sriov.h"
#include "eal_vfio_token.h"

/* One device on its way to being opened. */
struct opening {
	const char *addr;
	struct vfio_sriov sriov;
	struct vfio_token_status *status; /* what will be known of it */
	bool has_token; /* and so the kernel is to be told */
	rte_uuid_t token;
};

/* Which token is presented, and when. */
static int
choose_token(struct opening *o)
{
	static const char * const givers[] = {
		[VFIO_TOKEN_BY_OPTION] = "option",
		[VFIO_TOKEN_BY_VARIABLE] = "variable",
		[VFIO_TOKEN_BY_APPLICATION] = "application",
	};
	const struct vfio_token *token = o->sriov.takes_token ?
		vfio_token_of_pf(vfio_tokens, o->sriov.pf) : NULL;

	if (token == NULL && o->sriov.takes_token && vfio_tokens_are_lost())
		return -ENOKEY;
	if (!o->sriov.is_pf && vfio_token_find(vfio_tokens, o->addr) != NULL)
		EAL_LOG(WARNING, "%s: the VF token given for it is not used, it is no PF",
			o->addr);
	if (token == NULL) {
		o->status->why = *o->sriov.pf == '\0' ? "no SR-IOV" :
			o->sriov.takes_token ? "none was given" :
			"the PF is another driver's";
		return 0;
	}
	o->has_token = true;
	rte_uuid_copy(o->token, token->uuid);
	o->status->token = o->sriov.is_pf ? "by open" : "presented";
	o->status->given_by = givers[token->given_by];
	vfio_token_source_show(token->source, o->status->source,
		sizeof(o->status->source));
	return 0;
}

/* The kernel wants a token, or another one. */
static void
explain_refusal(const struct opening *o)
{
	const char *pf = o->sriov.pf;

	if (o->sriov.is_pf)
		EAL_LOG(ERR, "%s: VFs of this PF are in use under %s VF token; give that one with "
			VFIO_TOKEN_OPTION "=%s=<source>, or end their users first",
			o->addr, o->has_token ? "another" : "a", pf);
	else if (!o->sriov.takes_token)
		EAL_LOG(ERR, "%s: the kernel wants a VF token, though PF %s is not owned by vfio-pci; bind both anew",
			o->addr, pf);
	else if (o->has_token)
		EAL_LOG(ERR, "%s: VF token refused: either PF %s has another one, or its owner has not set it yet; give both the same "
			VFIO_TOKEN_OPTION " and start the PF's owner first",
			o->addr, pf);
	else
		EAL_LOG(ERR, "%s: VF token missing: PF %s is owned by vfio-pci and guards its VFs; give the token that the PF's owner set with "
			VFIO_TOKEN_OPTION "=%s=<source>",
			o->addr, pf, pf);
}

static void
explain(const struct opening *o, int err)
{
	if (err == -EACCES && *o->sriov.pf != '\0')
		explain_refusal(o);
	else if (err == -EINVAL && o->has_token)
		EAL_LOG(ERR, "%s: the kernel takes no VF token here: %s; bind PF %s anew, or leave "
			VFIO_TOKEN_OPTION " away",
			o->addr, o->sriov.is_pf ?
			"to vfio-pci it is not SR-IOV capable" :
			"to vfio-pci its PF is another driver's",
			o->sriov.pf);
	else if (err == -ENOKEY)
		EAL_LOG(ERR, "%s: the VF tokens of this process were lost when it was forked after rte_eal_init(); fork before it, or give them again",
			o->addr);
	else if (err == -ENODEV)
		EAL_LOG(ERR, "%s: VFIO has no such device; is it still bound to vfio-pci?",
			o->addr);
	else
		EAL_LOG(ERR, "%s: cannot open the device: %s",
			o->addr, strerror(-err));
}

/*
 * The open has made the token valid unless a VF was in use; this does it by
 * the book, and is what tells that the kernel has it.
 */
static int
set_pf_token(int vfio_dev_fd, struct opening *o)
{
	int ret;

	ret = vfio_device_feature(vfio_dev_fd, VFIO_DEVICE_FEATURE_PROBE |
			VFIO_DEVICE_FEATURE_SET |
			VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, NULL, 0);
	if (ret == -ENOTTY) {
		EAL_LOG(DEBUG, "%s: VF token set by the open alone, there is no VFIO_DEVICE_FEATURE",
			o->addr);
		return 0;
	}
	if (ret == 0)
		ret = vfio_device_feature(vfio_dev_fd, VFIO_DEVICE_FEATURE_SET |
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, o->token,
				sizeof(o->token));
	if (ret < 0) {
		EAL_LOG(ERR, "%s: cannot set the VF token: %s; device released, as nobody could open its VFs",
			o->addr, strerror(-ret));
		return ret;
	}
	EAL_LOG(INFO, "%s: VF token set", o->addr);
	o->status->token = "by feature";
	return 0;
}

/* What is due once a PF is open. Returns its descriptor, or closes it. */
static int
finish_pf(int vfio_dev_fd, struct opening *o)
{
	int ret = 0;

	if (o->has_token)
		ret = set_pf_token(vfio_dev_fd, o);
	else if (o->sriov.has_vfs)
		EAL_LOG(WARNING, "%s: this PF has VFs and no VF token was given: unless an earlier owner set one, none of them can be opened; set it with "
			VFIO_TOKEN_OPTION, o->addr);
	if (ret == 0)
		return vfio_dev_fd;
	close(vfio_dev_fd);
	return ret;
}

static int
note_unguarded(int vfio_dev_fd, const struct opening *o)
{
	EAL_LOG(WARNING, "%s: this kernel has no VF tokens (Linux 5.7 has them): opened without, nothing guards the VFs",
		o->addr);
	o->status->token = "no";
	o->status->why = "this kernel has no VF tokens";
	o->status->given_by = "";
	*o->status->source = '\0';
	return vfio_dev_fd;
}

/* Open the device in one call, or in two where no token can be told. */
static int
present_token(struct opening *o, vfio_present_cb present, int arg)
{
	int fd;

	fd = present(o->addr, o->has_token ? o->token : NULL, arg);
	if (fd == -ENOTSUP && o->has_token) {
		fd = present(o->addr, NULL, arg);
		if (fd >= 0)
			return note_unguarded(fd, o);
	}
	if (fd < 0)
		explain(o, fd);
	else if (o->sriov.is_pf)
		fd = finish_pf(fd, o);
	return fd;
}

/* Returns -ENODEV where it is for this process to open the device. */
static int
get_from_primary(const struct opening *o)
{
	const int fd = vfio_handover_request(o->addr);

	if (fd >= 0)
		o->status->why = "opened by the primary process";
	else if (fd == -ETIMEDOUT)
		EAL_LOG(ERR, "%s: the primary process did not hand over the device within %d s; see whether it hangs, or try again",
			o->addr, VFIO_HANDOVER_TIMEOUT_S);
	else if (fd != -ENODEV)
		EAL_LOG(ERR, "%s: the primary process did not hand over the device: %s",
			o->addr, strerror(-fd));
	return fd;
}

static int
open_by_role(struct opening *o, vfio_present_cb present, int arg)
{
	int ret;

	ret = choose_token(o);
	if (ret < 0)
		explain(o, ret);
	else
		ret = present_token(o, present, arg);
	rte_memzero_explicit(o->token, sizeof(o->token));
	return ret;
}

static struct vfio_device *
describe(const struct opening *o)
{
	struct vfio_device *dev = calloc(1, sizeof(*dev));

	if (dev == NULL)
		return NULL;
	dev->is_pf = o->sriov.is_pf;
	dev->status.role = o->sriov.is_pf ? "PF" :
		*o->sriov.pf != '\0' ? "VF" : "none";
	dev->status.token = "no";
	dev->status.why = dev->status.given_by = "";
	strlcpy(dev->status.pf, o->sriov.pf, sizeof(dev->status.pf));
	strlcpy(dev->status.device, o->addr, sizeof(dev->status.device));
	return dev;
}

int
vfio_open(const char *sysfs_base, const char *dev_addr, bool from_primary,
		vfio_present_cb present, int arg)
{
	struct opening o = { .addr = dev_addr };
	struct vfio_device *dev;
	int fd = -ENODEV;

	fd = vfio_sriov_read(sysfs_base, dev_addr, &o.sriov);
	if (fd < 0) {
		EAL_LOG(ERR, "%s: cannot read from %s whether it is a VF: %s",
			dev_addr, sysfs_base, strerror(-fd));
		return fd;
	}
	dev = describe(&o);
	if (dev == NULL) {
		explain(&o, -ENOMEM);
		return -ENOMEM;
	}
	o.status = &dev->status;

	vfio_token_lock();
	fd = from_primary ? get_from_primary(&o) : -ENODEV;
	if (fd == -ENODEV)
		fd = open_by_role(&o, present, arg);
	if (fd >= 0) {
		dev->fd = fd;
		vfio_device_add(dev);
		vfio_handover_offer();
	} else {
		free(dev);
	}
	vfio_token_unlock();
	return fd;
}
