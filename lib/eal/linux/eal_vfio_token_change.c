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

#include <eal_export.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>
#include <vfio_token_driver.h>

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

	vfio_device_lock();
	for (dev = vfio_device_next(NULL); dev != NULL && !found; dev = vfio_device_next(dev))
		found = dev->is_pf && (strcmp(dev->status.pf, pf) == 0 ||
			(*pf == '\0' && vfio_token_find(vfio_tokens,
				dev->status.pf) == NULL));
	vfio_device_unlock();
	return found;
}

static int
set(struct vfio_token *token, const char *source)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = vfio_token_source_read(source, token->uuid, reason);
	if (ret == 0 && vfio_token_put(&vfio_tokens, token) < 0)
		ret = vfio_token_fail(reason, -ENOMEM, "no memory for it");
	rte_memzero_explicit(token->uuid, sizeof(token->uuid));
	if (ret < 0)
		EAL_LOG(ERR, "VF token for %s rejected: %s",
			*token->pf != '\0' ? token->pf : "all PFs", reason);
	else
		vfio_token_source_forget(source);
	return ret;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_set)
int
vfio_token_set(const char *pf, const char *source)
{
	struct vfio_token token = { .given_by = VFIO_TOKEN_BY_APPLICATION };
	struct vfio_token *old;
	int ret = 0;

	vfio_token_lock();
	old = vfio_token_find(vfio_tokens, pf);
	if (is_in_use(pf)) {
		ret = -EBUSY; /* before the source is used up */
	} else if (source != NULL) {
		strlcpy(token.pf, pf, sizeof(token.pf));
		vfio_token_source_name(source, token.source);
		ret = set(&token, source);
	} else if (old != NULL) {
		vfio_token_remove(vfio_tokens, old);
	} else {
		ret = -ENOENT;
	}
	vfio_token_unlock();
	return ret;
}

/* The device, if this process may set its token; with its table's lock held. */
static struct vfio_device *
find_pf(const char *name, int *err)
{
	struct vfio_device *dev = vfio_device_find(name);

	*err = dev == NULL ? -ENODEV : -EINVAL;
	if (dev != NULL && dev->is_pf)
		return dev;
	if (dev == NULL)
		EAL_LOG(ERR, "%s: VF token not rotated: this process has no such VFIO device open, and only a PF's owner can do it",
			name);
	else if (*dev->status.pf == '\0')
		EAL_LOG(ERR, "%s: VF token not rotated: the device has no SR-IOV", name);
	else
		EAL_LOG(ERR, "%s: VF token not rotated: it is a VF, rotate the token of its PF %s",
			name, dev->status.pf);
	return NULL;
}

/*
 * A rotation: of the PF that was named, and of all others whose token is in
 * the same file, as that has one token for all of them.
 */
struct rotation {
	struct vfio_token token;       /* the PF's new one */
	struct vfio_token_table *next; /* the store afterwards */
	const char *path;      /* of the source's file, or NULL */
	char beside[PATH_MAX]; /* the file to take its place, or empty */
};

static bool
is_concerned(const struct rotation *r, const struct vfio_device *dev)
{
	const struct vfio_token *token = vfio_token_of_pf(r->next, dev->status.pf);

	return dev->is_pf && token != NULL &&
		rte_uuid_compare(token->uuid, r->token.uuid) == 0;
}

/*
 * In the kernel, give the PFs up to one, or all if that is NULL, what a table
 * has for them; nothing if that is nothing. Returns the first PF where that
 * fails, or NULL.
 */
static const struct vfio_device *
set_in_kernel(const struct rotation *r, struct vfio_token_table *table,
		const struct vfio_device *end, int *err)
{
	const struct vfio_device *dev;
	struct vfio_token *token;

	*err = 0;
	for (dev = vfio_device_next(NULL); dev != end; dev = vfio_device_next(dev)) {
		token = vfio_token_of_pf(table, dev->status.pf);
		*err = token == NULL || !is_concerned(r, dev) ? 0 :
			vfio_device_feature(dev->fd, VFIO_DEVICE_FEATURE_SET |
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN,
				token->uuid, sizeof(token->uuid));
		if (*err < 0)
			return dev;
	}
	return NULL;
}

/*
 * Undo. A PF without a token before has the new one now, which nobody knows,
 * as it had the kernel's before.
 */
static void
restore(const struct rotation *r, const struct vfio_device *end)
{
	const struct vfio_device *dev;
	int err;

	dev = set_in_kernel(r, vfio_tokens, end, &err);
	if (dev != NULL)
		EAL_LOG(ERR, "%s: VF token cannot be set back: %s; nobody can open a VF until it is rotated again",
			dev->status.device, strerror(-err));
}

/* For all PFs or for none, and then let a new file take its place. */
static int
set_all(const struct rotation *r)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	const struct vfio_device *dev;
	int ret;

	dev = set_in_kernel(r, r->next, NULL, &ret);
	if (ret == -ENOTTY)
		ret = vfio_token_fail(reason, -ENOTSUP,
			"this kernel cannot set one (Linux 5.7 can)");
	else if (ret < 0)
		vfio_token_fail(reason, ret, "the kernel refuses: %s", strerror(-ret));
	else if (*r->beside != '\0')
		ret = vfio_token_file_replace(r->path, r->beside, reason);
	if (ret < 0) {
		EAL_LOG(ERR, "%s: VF token not rotated, the old one stays: %s",
			dev != NULL ? dev->status.device : r->token.source, reason);
		restore(r, dev);
	}
	return ret;
}

static void
note(const struct rotation *r)
{
	struct vfio_device *dev;

	for (dev = vfio_device_next(NULL); dev != NULL; dev = vfio_device_next(dev)) {
		if (!is_concerned(r, dev))
			continue;
		dev->status.token = "by feature";
		dev->status.why = "";
		dev->status.rotations++;
		dev->status.last_rotation = time(NULL);
		EAL_LOG(INFO, "%s: VF token rotated", dev->status.device);
	}
	dev = vfio_device_find(r->token.pf);
	dev->status.given_by = "application";
	vfio_token_source_show(r->token.source, dev->status.source,
		sizeof(dev->status.source));
}

/*
 * The store after a rotation: a token of the PF's own, and as a file has one
 * token for all PFs, the same for all that came from the file.
 */
static int
make_next(struct rotation *r)
{
	struct vfio_token_table *next = vfio_token_copy_table(vfio_tokens);
	const char *path;
	size_t i;

	if (next == NULL)
		return -ENOMEM;
	for (i = 0; r->path != NULL && i < next->count; i++) {
		path = vfio_token_source_path(next->tokens[i].source);
		if (path != NULL && vfio_token_file_is_same(path, r->path))
			rte_uuid_copy(next->tokens[i].uuid, r->token.uuid);
	}
	r->next = next;
	return vfio_token_put(&r->next, &r->token);
}

/* A file is written first, beside the old one, and takes its place at last. */
static int
rotate(struct rotation *r, const char *source)
{
	const char *generated = vfio_token_source_generated(source);
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	ret = generated != NULL ? vfio_token_file_renew(generated,
				r->token.uuid, r->beside, reason) :
		vfio_token_source_read(source, r->token.uuid, reason);
	if (ret == 0 && make_next(r) < 0)
		ret = vfio_token_fail(reason, -ENOMEM, "no memory for it");
	if (ret < 0) {
		EAL_LOG(ERR, "%s: VF token not rotated: %s%s%s", r->token.pf, generated != NULL ?
			r->token.source : "", generated != NULL ? ": " : "", reason);
	} else {
		vfio_device_lock();
		/* it may be gone since it was checked */
		if (find_pf(r->token.pf, &ret) != NULL)
			ret = set_all(r);
		if (ret == 0)
			note(r);
		vfio_device_unlock();
	}
	if (ret == 0)
		vfio_token_use_table(r->next);
	else
		vfio_token_free_table(r->next);
	if (ret < 0 && *r->beside != '\0')
		vfio_token_file_remove(r->beside);
	return ret;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_rotate)
int
vfio_token_rotate(const char *pf, const char *source)
{
	struct rotation r = {
		.token.given_by = VFIO_TOKEN_BY_APPLICATION,
		.path = vfio_token_source_path(source),
	};
	int ret;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return -E_RTE_SECONDARY;
	strlcpy(r.token.pf, pf, sizeof(r.token.pf));
	vfio_token_source_name(source, r.token.source);
	vfio_token_lock();
	vfio_device_lock();
	if (find_pf(pf, &ret) != NULL) /* before the source is used up */
		ret = 0;
	vfio_device_unlock();
	if (ret == 0)
		ret = rotate(&r, source);
	vfio_token_unlock();
	if (ret == 0)
		vfio_token_source_forget(source);
	rte_memzero_explicit(r.token.uuid, sizeof(r.token.uuid));
	return ret;
}
