/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Token changes while EAL runs. The application changes tokens in the store,
 * for devices opened later, or rotates the token of an open PF. Whenever
 * vfio_token_mutex is free, store and kernel agree on the token of an open PF.
 */

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <eal_export.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>
#include <dev_vfio_token.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_file.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"

/* Whether a PF that is open uses this token, or would once it is set. */
static bool
is_in_use(const char *pf)
{
	const struct vfio_open_device *dev;

	pthread_mutex_lock(&vfio_device_mutex);
	TAILQ_FOREACH(dev, &vfio_devices, next)
		if (dev->sriov.is_pf && (strcmp(dev->name, pf) == 0 || (*pf == '\0' &&
				vfio_token_find(vfio_tokens, dev->name) == NULL)))
			break;
	pthread_mutex_unlock(&vfio_device_mutex);
	return dev != NULL;
}

/* A change to the token of a PF, or to the default. */
struct change {
	struct vfio_token token; /* the new token */
	char beside[PATH_MAX]; /* new file of a rotation, or empty */
};

/* All PFs of a file share its token. */
static void
mark_those_of_file(const char *file)
{
	const char *path;
	size_t i;

	for (i = 0; i < vfio_tokens->count; i++) {
		path = vfio_token_source_path(vfio_tokens->tokens[i].source);
		vfio_tokens->tokens[i].rotates = file != NULL && path != NULL &&
			vfio_token_file_is_same(path, file);
	}
}

/* Read the new token, ensure room for it, and mark tokens to rotate with it. */
static int
prepare(struct change *c, const char *pf, const char *source, bool rotates)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	strlcpy(c->token.pf, pf, sizeof(c->token.pf));
	c->token.given_by = "application";
	vfio_token_source_name(source, c->token.source);
	if (vfio_token_place(&vfio_tokens, pf) == NULL)
		ret = vfio_token_fail(reason, -ENOMEM, "no room for it");
	else
		ret = vfio_token_source_read(source, c->token.uuid,
			rotates ? c->beside : NULL, reason);
	if (ret == 0)
		mark_those_of_file(rotates ? vfio_token_source_path(source) : NULL);
	else
		EAL_LOG(ERR, "VF token for %s rejected: %s",
			*pf != '\0' ? pf : "all PFs", reason);
	return ret;
}

/* Complete the change, or discard it. */
static void
end(struct change *c, const char *source, int ret)
{
	size_t i;

	for (i = 0; ret == 0 && i < vfio_tokens->count; i++)
		if (vfio_tokens->tokens[i].rotates)
			rte_uuid_copy(vfio_tokens->tokens[i].uuid, c->token.uuid);
	if (ret == 0) {
		vfio_token_put(&vfio_tokens, &c->token); /* there is room */
		vfio_token_source_forget(source);
	} else if (*c->beside != '\0') {
		vfio_token_file_remove(c->beside);
	}
	rte_memzero_explicit(c->token.uuid, sizeof(c->token.uuid));
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_set)
int
vfio_token_set(const char *pf, const char *source)
{
	struct change c = { 0 };
	int ret;

	pthread_mutex_lock(&vfio_token_mutex);
	if (is_in_use(pf)) {
		ret = -EBUSY; /* checked before the source is used up */
	} else if (source != NULL) {
		ret = prepare(&c, pf, source, false);
		end(&c, source, ret);
	} else {
		ret = vfio_token_remove(vfio_tokens, pf);
	}
	pthread_mutex_unlock(&vfio_token_mutex);
	vfio_token_wipe_traces();
	return ret;
}

static bool
is_concerned(const struct change *c, const struct vfio_open_device *dev)
{
	const struct vfio_token *token = vfio_token_of_pf(vfio_tokens, dev->name);

	return dev->sriov.is_pf && (strcmp(dev->name, c->token.pf) == 0 ||
		(token != NULL && token->rotates));
}

/*
 * In the kernel, set the PFs before end, or all if end is NULL, to the new
 * token or back to their token in the store; skip PFs without one. Returns the
 * first PF that fails, or NULL.
 */
static const struct vfio_open_device *
set_in_kernel(struct change *c, bool is_new, const struct vfio_open_device *end, int *err)
{
	const struct vfio_open_device *dev;
	struct vfio_token *token;

	*err = 0;
	for (dev = TAILQ_FIRST(&vfio_devices); dev != end; dev = TAILQ_NEXT(dev, next)) {
		token = is_new ? &c->token : vfio_token_of_pf(vfio_tokens, dev->name);
		if (token != NULL && is_concerned(c, dev))
			*err = vfio_device_feature(dev->fd, VFIO_TOKEN_SET, token->uuid,
				sizeof(token->uuid));
		if (*err < 0)
			return dev;
	}
	return NULL;
}

/*
 * Rotate all PFs or none, then put a new file in place. A PF that had no token
 * keeps the new one even if the others are set back: nobody knows it, just as
 * nobody knew the kernel's token before.
 */
static int
set_all(struct change *c)
{
	const char *path = vfio_token_source_path(c->token.source);
	const struct vfio_open_device *dev, *stuck;
	int ret, err;

	dev = set_in_kernel(c, true, NULL, &ret);
	if (ret == 0 && *c->beside != '\0' && rename(c->beside, path) < 0)
		ret = -errno;
	if (ret == 0)
		return 0;
	EAL_LOG(ERR, "%s: VF token not rotated, the old one stays: %s",
		dev != NULL ? dev->name : c->token.source, ret == -ENOTTY ?
		"this kernel cannot set one (Linux 5.7 can)" : strerror(-ret));
	stuck = set_in_kernel(c, false, dev, &err);
	if (stuck != NULL)
		EAL_LOG(ERR, "%s: VF token cannot be set back: %s; nobody can open a VF until it is rotated again",
			stuck->name, strerror(-err));
	return ret == -ENOTTY ? -ENOTSUP : ret;
}

static void
note(const struct change *c)
{
	struct vfio_open_device *dev;

	TAILQ_FOREACH(dev, &vfio_devices, next) {
		if (!is_concerned(c, dev))
			continue;
		dev->token = "by feature";
		dev->why = "";
		dev->rotations++;
		dev->last_rotation = time(NULL);
		EAL_LOG(INFO, "%s: VF token rotated", dev->name);
	}
	dev = vfio_device_find(c->token.pf);
	dev->given_by = c->token.given_by;
	vfio_token_source_show(c->token.source, dev->source, sizeof(dev->source));
}

/* Call with the lock of the device table held. */
static int
rotate_open(struct change *c)
{
	const struct vfio_open_device *dev = vfio_device_find(c->token.pf);
	int ret;

	if (dev == NULL) {
		EAL_LOG(ERR, "%s: VF token not rotated: this process has no such VFIO device open, and only the PF's owner can rotate it",
			c->token.pf);
		return -ENODEV;
	}
	if (!dev->sriov.is_pf) {
		EAL_LOG(ERR, "%s: VF token not rotated: %s%s", dev->name,
			*dev->sriov.pf == '\0' ? "the device has no SR-IOV" :
			"it is a VF, rotate the token of its PF ", dev->sriov.pf);
		return -EINVAL;
	}
	ret = set_all(c);
	if (ret == 0)
		note(c);
	return ret;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_rotate)
int
vfio_token_rotate(const char *pf, const char *source)
{
	struct change c = { 0 };
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return -E_RTE_SECONDARY;
	pthread_mutex_lock(&vfio_token_mutex);
	ret = prepare(&c, pf, source, true);
	if (ret == 0) {
		pthread_mutex_lock(&vfio_device_mutex);
		ret = rotate_open(&c);
		pthread_mutex_unlock(&vfio_device_mutex);
	}
	end(&c, source, ret);
	pthread_mutex_unlock(&vfio_token_mutex);
	vfio_token_wipe_traces();
	return ret;
}
