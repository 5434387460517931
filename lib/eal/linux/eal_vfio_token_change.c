/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Tokens that change while EAL runs: by the application in the store, for the
 * devices that are opened next, or by rotation on an open PF. What store and
 * kernel have for an open PF is the same whenever vfio_token_mutex is free.
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

#include <uapi/linux/vfio.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_file.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"

/* Whether an open PF has the token that is to change, or would have it. */
static bool
is_in_use(const char *pf)
{
	const struct vfio_device *dev;
	bool found = false;

	pthread_mutex_lock(&vfio_device_mutex);
	for (dev = vfio_device_next(NULL); dev != NULL && !found; dev = vfio_device_next(dev))
		found = dev->sriov.is_pf && (strcmp(dev->name, pf) == 0 ||
			(*pf == '\0' && vfio_token_find(vfio_tokens, dev->name) == NULL));
	pthread_mutex_unlock(&vfio_device_mutex);
	return found;
}

/*
 * A change of one PF's token, or by a rotation, of all whose token is in the
 * same file, as that has one token for all of them.
 */
struct change {
	struct vfio_token token;       /* the PF's new one */
	struct vfio_token_table *next; /* the store afterwards */
	char beside[PATH_MAX]; /* by a rotation, the source's new file, or empty */
};

/* The new token, and the store with it. */
static int
prepare(struct change *c, const char *pf, const char *source, bool rotates)
{
	const char *file = rotates ? vfio_token_source_path(source) : NULL, *path;
	char reason[VFIO_TOKEN_REASON_LEN];
	size_t i;
	int ret;

	strlcpy(c->token.pf, pf, sizeof(c->token.pf));
	c->token.given_by = "application";
	vfio_token_source_name(source, c->token.source);
	ret = vfio_token_source_read(source, c->token.uuid,
			rotates ? c->beside : NULL, reason);
	if (ret == 0) {
		c->next = vfio_token_copy_table(vfio_tokens);
		for (i = 0; file != NULL && c->next != NULL && i < c->next->count; i++) {
			path = vfio_token_source_path(c->next->tokens[i].source);
			if (path != NULL && vfio_token_file_is_same(path, file))
				rte_uuid_copy(c->next->tokens[i].uuid, c->token.uuid);
		}
		if (c->next == NULL || vfio_token_put(&c->next, &c->token) < 0)
			ret = vfio_token_fail(reason, -ENOMEM, "no memory for it");
	}
	if (ret < 0)
		EAL_LOG(ERR, "VF token for %s rejected: %s",
			*pf != '\0' ? pf : "all PFs", reason);
	return ret;
}

/* The change is made, or nothing has changed. */
static void
end(struct change *c, const char *source, int ret)
{
	if (ret == 0) {
		vfio_token_use_table(c->next);
		vfio_token_source_forget(source);
	} else {
		vfio_token_free_table(c->next);
		if (*c->beside != '\0')
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
		ret = -EBUSY; /* before the source is used up */
	} else if (source != NULL) {
		ret = prepare(&c, pf, source, false);
		end(&c, source, ret);
	} else {
		ret = vfio_token_remove(vfio_tokens, pf);
	}
	pthread_mutex_unlock(&vfio_token_mutex);
	return ret;
}

static bool
is_concerned(const struct change *c, const struct vfio_device *dev)
{
	const struct vfio_token *token = vfio_token_of_pf(c->next, dev->sriov.pf);

	return dev->sriov.is_pf && token != NULL &&
		rte_uuid_compare(token->uuid, c->token.uuid) == 0;
}

/*
 * In the kernel, give the PFs up to one, or all if that is NULL, what a table
 * has for them; nothing if that is nothing. Returns the first PF where that
 * fails, or NULL.
 */
static const struct vfio_device *
set_in_kernel(const struct change *c, struct vfio_token_table *table,
		const struct vfio_device *end, int *err)
{
	const struct vfio_device *dev;
	struct vfio_token *token;

	*err = 0;
	for (dev = vfio_device_next(NULL); dev != end; dev = vfio_device_next(dev)) {
		token = vfio_token_of_pf(table, dev->sriov.pf);
		if (token != NULL && is_concerned(c, dev))
			*err = vfio_device_feature(dev->fd, VFIO_DEVICE_FEATURE_SET |
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN,
				token->uuid, sizeof(token->uuid));
		if (*err < 0)
			return dev;
	}
	return NULL;
}

/*
 * For all PFs or for none, and then a new file takes its place. Undone, a PF
 * without a token before has the new one, which nobody knows, as it had the
 * kernel's before.
 */
static int
set_all(const struct change *c)
{
	const char *file = vfio_token_source_path(c->token.source);
	const struct vfio_device *dev, *stuck;
	int ret, err;

	dev = set_in_kernel(c, c->next, NULL, &ret);
	if (ret == 0 && *c->beside != '\0' && rename(c->beside, file) < 0)
		ret = -errno;
	if (ret == 0)
		return 0;
	EAL_LOG(ERR, "%s: VF token not rotated, the old one stays: %s",
		dev != NULL ? dev->name : c->token.source, ret == -ENOTTY ?
		"this kernel cannot set one (Linux 5.7 can)" : strerror(-ret));
	stuck = set_in_kernel(c, vfio_tokens, dev, &err);
	if (stuck != NULL)
		EAL_LOG(ERR, "%s: VF token cannot be set back: %s; nobody can open a VF until it is rotated again",
			stuck->name, strerror(-err));
	return ret == -ENOTTY ? -ENOTSUP : ret;
}

static void
note(const struct change *c)
{
	struct vfio_device *dev;

	for (dev = vfio_device_next(NULL); dev != NULL; dev = vfio_device_next(dev)) {
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

/* With the lock of the devices' table held. */
static int
rotate_open(const struct change *c)
{
	const struct vfio_device *dev = vfio_device_find(c->token.pf);
	int ret;

	if (dev == NULL) {
		EAL_LOG(ERR, "%s: VF token not rotated: this process has no such VFIO device open, and only a PF's owner can do it",
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
	return ret;
}
