/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_string_fns.h>
#include <dev_vfio_token.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open.h"
#include "eal_vfio_sriov.h"
#include "eal_vfio_token.h"

/* Record that no token is in use, and why. */
static void
note_without(struct vfio_open_device *dev, const char *why)
{
	dev->token = "no";
	dev->why = why;
}

/* Choose the token to present, and when; return NULL for none. */
static struct vfio_token *
choose_token(struct vfio_open_device *dev)
{
	const struct vfio_sriov *sriov = &dev->sriov;
	struct vfio_token *token = sriov->takes_token ?
		vfio_token_of_pf(vfio_tokens, sriov->pf) : NULL;

	if (!sriov->is_pf && vfio_token_find(vfio_tokens, dev->name) != NULL)
		EAL_LOG(WARNING, "%s: the VF token given for it is ignored: it is not a PF",
			dev->name);
	if (token == NULL) {
		note_without(dev, *sriov->pf == '\0' ? "no SR-IOV" :
			sriov->takes_token ? "none was given" :
			"the PF is another driver's");
		return NULL;
	}
	dev->token = sriov->is_pf ? "by open" : "presented";
	dev->why = "";
	dev->given_by = token->given_by;
	vfio_token_source_show(token->source, dev->source, sizeof(dev->source));
	return token;
}

/* The kernel requires a token, or a different one. */
static void
explain_refusal(const struct vfio_open_device *dev, bool has_token)
{
	const char *pf = dev->sriov.pf;

	if (dev->sriov.is_pf)
		EAL_LOG(ERR, "%s: VFs of this PF are in use with %s VF token; pass that one with "
			VFIO_TOKEN_OPTION "=%s=<source>, or stop their users first",
			dev->name, has_token ? "another" : "a", pf);
	else if (!dev->sriov.takes_token)
		EAL_LOG(ERR, "%s: the kernel wants a VF token, though PF %s is not owned by vfio-pci; bind both again",
			dev->name, pf);
	else if (has_token)
		EAL_LOG(ERR, "%s: VF token refused: either PF %s has another one, or its owner has not set it yet; give both the same "
			VFIO_TOKEN_OPTION " and start the PF's owner first",
			dev->name, pf);
	else
		EAL_LOG(ERR, "%s: VF token missing: PF %s is owned by vfio-pci and guards its VFs; give the token that the PF's owner set with "
			VFIO_TOKEN_OPTION "=%s=<source>",
			dev->name, pf, pf);
}

static void
explain(const struct vfio_open_device *dev, bool has_token, int err)
{
	if (err == -EACCES && *dev->sriov.pf != '\0')
		explain_refusal(dev, has_token);
	else if (err == -EINVAL && has_token)
		EAL_LOG(ERR, "%s: the kernel accepts no VF token here: %s; bind PF %s again, or drop "
			VFIO_TOKEN_OPTION, dev->name, dev->sriov.is_pf ?
			"vfio-pci does not see it as SR-IOV capable" :
			"vfio-pci sees its PF on another driver", dev->sriov.pf);
	else if (err == -ENODEV)
		EAL_LOG(ERR, "%s: VFIO has no such device; is it still bound to vfio-pci?",
			dev->name);
	else
		EAL_LOG(ERR, "%s: cannot open the device: %s", dev->name,
			strerror(-err));
}

/*
 * The open made the token valid unless a VF was in use. The feature call does
 * so in the documented way, and only its success proves that the kernel has it.
 */
static int
set_pf_token(int fd, struct vfio_open_device *dev, struct vfio_token *token)
{
	int ret;

	ret = vfio_device_feature(fd, VFIO_DEVICE_FEATURE_PROBE | VFIO_TOKEN_SET, NULL, 0);
	if (ret == -ENOTTY)
		return 0; /* only the open has set it */
	if (ret == 0)
		ret = vfio_device_feature(fd, VFIO_TOKEN_SET, token->uuid,
				sizeof(token->uuid));
	if (ret < 0) {
		EAL_LOG(ERR, "%s: cannot set the VF token: %s; device released, as nobody could open its VFs",
			dev->name, strerror(-ret));
		return ret;
	}
	EAL_LOG(INFO, "%s: VF token set", dev->name);
	dev->token = "by feature";
	dev->why = "";
	return 0;
}

/* Complete the open of a PF. */
static int
finish_pf(int fd, struct vfio_open_device *dev, struct vfio_token *token)
{
	if (token != NULL)
		return set_pf_token(fd, dev, token);
	if (dev->sriov.has_vfs)
		EAL_LOG(WARNING, "%s: this PF has VFs and no VF token was given: unless an earlier owner set one, none of them can be opened; set it with "
			VFIO_TOKEN_OPTION, dev->name);
	return 0;
}

/* Open the device in one call, or in two if no token can be presented. */
static int
open_by_role(struct vfio_open_device *dev, const struct vfio_way *way)
{
	struct vfio_token *token = choose_token(dev);
	int fd, ret;

	fd = way->present(way, dev->name, token != NULL ? token->uuid : NULL);
	if (fd == -ENOTSUP && token != NULL) {
		fd = way->present(way, dev->name, NULL);
		if (fd >= 0)
			EAL_LOG(WARNING, "%s: opened without a VF token: %s",
				dev->name, way->lack);
		note_without(dev, way->lack);
	}
	if (fd < 0) {
		explain(dev, token != NULL, fd);
		return fd;
	}
	ret = dev->sriov.is_pf ? finish_pf(fd, dev, token) : 0;
	if (ret < 0 && fd != way->device_fd)
		close(fd);
	return ret < 0 ? ret : fd;
}

/* Returns -ENODEV if this process is to open the device itself. */
static int
get_from_primary(struct vfio_open_device *dev, const struct vfio_way *way)
{
	const int fd = way->device_fd >= 0 ? way->device_fd :
		vfio_handover_request(dev->name);

	if (fd >= 0)
		note_without(dev, "opened by the primary process");
	else if (fd != -ENODEV)
		EAL_LOG(ERR, "%s: the primary process did not hand over the device: %s",
			dev->name, strerror(-fd));
	return fd;
}

int
vfio_open(const char *sysfs_base, const char *dev_addr, const struct vfio_way *way)
{
	struct vfio_open_device *dev = calloc(1, sizeof(*dev));
	int fd = dev != NULL ? vfio_sriov_read(sysfs_base, dev_addr, &dev->sriov) : -ENOMEM;

	if (fd < 0) {
		EAL_LOG(ERR, "%s: cannot read from %s whether it is a VF: %s",
			dev_addr, sysfs_base, strerror(-fd));
		free(dev);
		return fd;
	}
	strlcpy(dev->name, dev_addr, sizeof(dev->name));
	dev->given_by = "";
	pthread_mutex_lock(&vfio_token_mutex);
	fd = way->from_primary ? get_from_primary(dev, way) : -ENODEV;
	if (fd == -ENODEV)
		fd = open_by_role(dev, way);
	dev->fd = fd;
	if (fd >= 0) {
		vfio_device_add(dev);
		vfio_handover_offer();
	} else {
		free(dev);
	}
	pthread_mutex_unlock(&vfio_token_mutex);
	vfio_token_wipe_traces();
	return fd;
}
