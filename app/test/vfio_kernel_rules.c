/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "vfio_kernel_rules.h"

#define GET VFIO_DEVICE_FEATURE_GET
#define SET VFIO_DEVICE_FEATURE_SET
#define PROBE VFIO_DEVICE_FEATURE_PROBE

/* Bytes of a request without, and with, the 16 bytes of the token. */
#define HEADER 8
#define WHOLE 24

/* A VFIO_DEVICE_FEATURE call, made with token B. */
static const struct feature_row {
	const char *name;
	enum vfio_rules_device device;
	uint32_t flags; /* with the feature's index, 0 for the token */
	uint32_t argsz;
	bool vf_in_use;
	int expect; /* 0 or a negative errno */
} feature_rows[] = {
	{ "PROBE", RULES_PF, PROBE, HEADER, false, 0 },
	{ "PROBE|SET", RULES_PF, PROBE | SET, HEADER, false, 0 },
	{ "PROBE|GET", RULES_PF, PROBE | GET, HEADER, false, -EINVAL },
	{ "PROBE|GET|SET", RULES_PF, PROBE | GET | SET, HEADER, false, -EINVAL },
	{ "GET", RULES_PF, GET, WHOLE, false, -EINVAL },
	{ "GET|SET", RULES_PF, GET | SET, WHOLE, false, -EINVAL },
	{ "neither", RULES_PF, 0, WHOLE, false, -EINVAL },
	{ "SET, argsz 7", RULES_PF, SET, HEADER - 1, false, -EINVAL },
	{ "SET, argsz 8", RULES_PF, SET, HEADER, false, -EINVAL },
	{ "SET, argsz 23", RULES_PF, SET, WHOLE - 1, false, -EINVAL },
	{ "SET, argsz 24", RULES_PF, SET, WHOLE, false, 0 },
	{ "SET, argsz 25", RULES_PF, SET, WHOLE + 1, false, 0 },
	{ "SET, argsz 4096", RULES_PF, SET, 4096, false, 0 },
	{ "SET, flag 1<<19", RULES_PF, SET | 1u << 19, WHOLE, false, -EINVAL },
	{ "SET, flag 1<<31", RULES_PF, SET | 1u << 31, WHOLE, false, -EINVAL },
	{ "PROBE, flag 1<<19", RULES_PF, PROBE | 1u << 19, HEADER, false, -EINVAL },
	{ "PROBE, feature 0xffff", RULES_PF, PROBE | 0xffff, HEADER, false, -ENOTTY },
	{ "SET, VF in use", RULES_PF, SET, WHOLE, true, 0 },
	{ "PROBE|SET on VF", RULES_VF, PROBE | SET, HEADER, false, -ENOTTY },
	{ "SET on VF", RULES_VF, SET, WHOLE, false, -ENOTTY },
	{ "PROBE|SET without SR-IOV", RULES_PLAIN, PROBE | SET, HEADER, false, -ENOTTY },
	{ "SET without SR-IOV", RULES_PLAIN, SET, WHOLE, false, -ENOTTY },
};

/* What is presented: after the device address, or in cdev mode as 16 bytes. */
enum shown { NONE, A, B, NIL, A_UPPER, SHORT, TRAILING, OTHER };

#define KEY " vf_token="
#define OTHER_KEY " token="
static const char * const shown_text[] = {
	[NONE] = "",
	[A] = KEY RULES_TOKEN_A,
	[B] = KEY RULES_TOKEN_B,
	[NIL] = KEY "00000000-0000-0000-0000-000000000000",
	[A_UPPER] = KEY "D1B0A5C4-7C57-4E0F-9A9B-3F6F2F1E0A01",
	[SHORT] = KEY "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0",
	[TRAILING] = KEY RULES_TOKEN_A "x",
	[OTHER] = OTHER_KEY RULES_TOKEN_A,
};

/* A token as text has more variants than as bytes. */
static bool
is_text(enum shown shown)
{
	return shown >= A_UPPER;
}

/* State of the token when the device is opened. */
enum before {
	A_OWNED,   /* an owner has the PF open, A is the token */
	A_LEFT,    /* as above, but the owner has closed the PF */
	B_ROTATED, /* as A_OWNED, then the owner has set B */
	A_VF_USED, /* as A_LEFT, and a VF is in use */
};

static const struct open_row {
	const char *name;
	enum vfio_rules_device device;
	enum shown shown;
	enum before before;
	int expect;       /* 0 for a descriptor, or a negative errno */
	enum shown valid; /* the token that opens a VF afterwards, or NONE */
} open_rows[] = {
	{ "PF, none", RULES_PF, NONE, A_LEFT, 0, A },
	{ "PF, a new one", RULES_PF, B, A_LEFT, 0, B },
	{ "PF, nil", RULES_PF, NIL, A_LEFT, 0, NIL },
	{ "PF, none, VF in use", RULES_PF, NONE, A_VF_USED, -EACCES, A },
	{ "PF, wrong, VF in use", RULES_PF, B, A_VF_USED, -EACCES, A },
	{ "PF, current, VF in use", RULES_PF, A, A_VF_USED, 0, A },
	{ "VF, none", RULES_VF, NONE, A_OWNED, -EACCES, A },
	{ "VF, wrong", RULES_VF, B, A_OWNED, -EACCES, A },
	{ "VF, nil", RULES_VF, NIL, A_OWNED, -EACCES, A },
	{ "VF, current", RULES_VF, A, A_OWNED, 0, A },
	{ "VF, current, upper case", RULES_VF, A_UPPER, A_OWNED, 0, A },
	{ "VF, old after rotation", RULES_VF, A, B_ROTATED, -EACCES, B },
	{ "VF, new after rotation", RULES_VF, B, B_ROTATED, 0, B },
	{ "VF, current, owner gone", RULES_VF, A, A_LEFT, 0, A },
	{ "VF, none, owner gone", RULES_VF, NONE, A_LEFT, -EACCES, A },
	{ "VF, 35 characters", RULES_VF, SHORT, A_OWNED, -EINVAL, A },
	{ "VF, trailing text", RULES_VF, TRAILING, A_OWNED, -EINVAL, A },
	{ "VF, another option", RULES_VF, OTHER, A_OWNED, -EINVAL, A },
	{ "without SR-IOV, none", RULES_PLAIN, NONE, A_LEFT, 0, NONE },
	{ "without SR-IOV, any", RULES_PLAIN, A, A_LEFT, -EINVAL, NONE },
	{ "VF of foreign PF, none", RULES_FOREIGN, NONE, A_LEFT, 0, NONE },
	{ "VF of foreign PF, any", RULES_FOREIGN, A, A_LEFT, -EINVAL, NONE },
};

/* 0 or a negative errno */
static int
bind_call(int fd, const struct vfio_rules_bind *bind)
{
	struct vfio_rules_bind copy = *bind;

	return ioctl(fd, RULES_BIND_IOMMUFD, &copy) < 0 ? -errno : 0;
}

static int
bind_device(int fd, const struct vfio_rules_target *t, enum shown shown)
{
	struct vfio_rules_bind bind = { .argsz = sizeof(bind), .iommufd = t->iommufd };
	rte_uuid_t token;

	if (shown != NONE) {
		if (rte_uuid_parse(shown_text[shown] + strlen(KEY), token) < 0)
			return -EIO;
		bind.flags = RULES_BIND_TOKEN;
		bind.token_uuid_ptr = (uintptr_t)token;
	}
	return bind_call(fd, &bind);
}

/* Returns a descriptor or a negative errno. */
static int
open_node(const struct vfio_rules_target *t, enum shown shown)
{
	const int fd = open(t->node, O_RDWR | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = bind_device(fd, t, shown);
	if (ret == 0)
		return fd;
	close(fd);
	return ret;
}

/* Returns a descriptor or a negative errno. */
static int
open_device(const struct vfio_rules_target *t, enum shown shown)
{
	char name[128];
	int fd;

	if (t->node != NULL)
		return open_node(t, shown);
	snprintf(name, sizeof(name), "%s%s", t->addr, shown_text[shown]);
	fd = ioctl(t->group_fd, VFIO_GROUP_GET_DEVICE_FD, name);
	return fd < 0 ? -errno : fd;
}

static void
close_device(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Do not use EAL's own call, which is checked against this one. */
static int
feature_call(int fd, uint32_t flags, uint32_t argsz)
{
	union {
		struct vfio_device_feature call;
		uint8_t bytes[4096];
	} req = { .call = { .argsz = argsz, .flags = flags } };
	rte_uuid_t b;

	if (rte_uuid_parse(RULES_TOKEN_B, b) < 0)
		return -EIO;
	memcpy(req.bytes + HEADER, b, sizeof(b));
	return ioctl(fd, VFIO_DEVICE_FEATURE, &req) < 0 ?
		-errno : 0;
}

/*
 * Whether a VF can be opened with a token, or could be if its node were not in
 * use, as the kernel checks the token first.
 */
static bool
is_valid(const struct vfio_rules_target *targets, enum shown token)
{
	const struct vfio_rules_target *vf = &targets[RULES_VF];
	const int fd = open_device(vf, token);

	close_device(fd);
	return fd >= 0 || (vf->node != NULL && fd == -EINVAL);
}

/* Whether the device answers, as an open device does. */
static bool
is_alive(int fd)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	return ioctl(fd, VFIO_DEVICE_GET_INFO, &info) == 0;
}

static bool
feature_row_holds(const struct vfio_rules_target *targets,
		const struct feature_row *row)
{
	const bool sets = row->expect == 0 && !(row->flags & PROBE);
	int pf, vf = -1, other = -1, fd, got;
	bool holds;

	pf = open_device(&targets[RULES_PF], A);
	if (row->vf_in_use || row->device == RULES_VF)
		vf = open_device(&targets[RULES_VF], A);
	if (row->device == RULES_PLAIN)
		other = open_device(&targets[RULES_PLAIN], NONE);
	fd = row->device == RULES_PF ? pf :
		row->device == RULES_VF ? vf : other;

	got = feature_call(fd, row->flags, row->argsz);
	holds = pf >= 0 && fd >= 0 && got == row->expect &&
		is_valid(targets, sets ? B : A) &&
		!is_valid(targets, sets ? A : B) &&
		(!row->vf_in_use || is_alive(vf));
	if (!holds)
		printf("rule does not hold: VFIO_DEVICE_FEATURE %s: %d expected, %d found\n",
			row->name, row->expect, got);

	close_device(other);
	close_device(vf);
	close_device(pf);
	return holds;
}

static bool
open_row_holds(const struct vfio_rules_target *targets,
		const struct open_row *row)
{
	int owner, vf = -1, fd, got;
	bool ready, holds;

	/* whatever state the previous row left, A is the token now */
	owner = open_device(&targets[RULES_PF], A);
	ready = owner >= 0;
	if (row->before == B_ROTATED)
		ready &= feature_call(owner, SET, WHOLE) == 0;
	if (row->before == A_VF_USED) {
		vf = open_device(&targets[RULES_VF], A);
		ready &= vf >= 0;
	}
	if (row->before == A_LEFT || row->before == A_VF_USED) {
		close_device(owner);
		owner = -1;
	}

	fd = open_device(&targets[row->device], row->shown);
	got = fd < 0 ? fd : 0;
	holds = ready && got == row->expect &&
		(row->valid == NONE || is_valid(targets, row->valid));
	if (!holds)
		printf("rule does not hold: open %s: %d expected, %d found\n",
			row->name, row->expect, got);

	close_device(fd);
	close_device(vf);
	close_device(owner);
	return holds;
}

/* VFIO_DEVICE_BIND_IOMMUFD calls on a VF, with token A, which is valid. */
static const struct bind_row {
	const char *name;
	uint32_t argsz, flags;
	uint64_t token; /* its address, or 0 for the address of A */
	int expect;
} bind_rows[] = {
	{ "argsz 11", 11, 0, 0, -EINVAL },
	{ "argsz 16, token", 16, RULES_BIND_TOKEN, 0, -EFAULT },
	{ "argsz 24, token", 24, RULES_BIND_TOKEN, 0, 0 },
	{ "argsz 24, no token", 24, 0, 0, -EACCES },
	{ "argsz 16, no token", 16, 0, 0, -EACCES },
	{ "flag 1<<1", 24, RULES_BIND_TOKEN | 1u << 1, 0, -EINVAL },
	{ "flag 1<<31", 24, 1u << 31, 0, -EINVAL },
	{ "no memory at the address", 24, RULES_BIND_TOKEN, UINT64_MAX, -EFAULT },
};

static bool
bind_row_holds(const struct vfio_rules_target *targets, const struct bind_row *row)
{
	const struct vfio_rules_target *vf = &targets[RULES_VF];
	const int owner = open_device(&targets[RULES_PF], A);
	const int fd = open(vf->node, O_RDWR | O_CLOEXEC);
	struct vfio_rules_bind bind = { .argsz = row->argsz, .flags = row->flags,
		.iommufd = vf->iommufd, .token_uuid_ptr = row->token };
	rte_uuid_t a;
	bool holds;
	int got;

	if (row->token == 0)
		bind.token_uuid_ptr = (uintptr_t)a;
	holds = rte_uuid_parse(RULES_TOKEN_A, a) == 0 && owner >= 0 && fd >= 0;
	got = bind_call(fd, &bind);
	holds = holds && got == row->expect;
	if (!holds)
		printf("rule does not hold: bind, %s: %d expected, %d found\n",
			row->name, row->expect, got);
	close_device(fd);
	close_device(owner);
	return holds;
}

/* Sequence of answers from one descriptor, or two of a device. */
static const struct bind_step {
	const char *name;
	enum vfio_rules_device device;
	enum { BIND, SET_TOKEN, BIND_OTHER } call;
	enum shown shown;
	int expect;
} bind_steps[] = {
	{ "SET before a bind", RULES_PF, SET_TOKEN, NONE, -EINVAL },
	{ "PF", RULES_PF, BIND, A, 0 },
	{ "PF, once more", RULES_PF, BIND, A, -EINVAL },
	{ "PF, another descriptor", RULES_PF, BIND_OTHER, A, -EINVAL },
	{ "VF, none", RULES_VF, BIND, NONE, -EACCES },
	{ "VF, then wrong", RULES_VF, BIND, B, -EACCES },
	{ "VF, then right", RULES_VF, BIND, A, 0 },
	{ "VF, another descriptor", RULES_VF, BIND_OTHER, A, -EINVAL },
	{ "PF, SET while the VF is bound", RULES_PF, SET_TOKEN, NONE, 0 },
	{ "without SR-IOV, any", RULES_PLAIN, BIND, A, -EINVAL },
	{ "without SR-IOV, then none", RULES_PLAIN, BIND, NONE, 0 },
};

/* The descriptors stay open from step to step. */
static unsigned int
broken_steps(const struct vfio_rules_target *targets)
{
	int fds[RULES_DEVICES], other, got;
	const struct bind_step *step;
	unsigned int i, broken = 0;

	for (i = 0; i < RULES_DEVICES; i++)
		fds[i] = open(targets[i].node, O_RDWR | O_CLOEXEC);
	for (i = 0; i < RTE_DIM(bind_steps); i++) {
		step = &bind_steps[i];
		other = step->call != BIND_OTHER ? -1 :
			open(targets[step->device].node, O_RDWR | O_CLOEXEC);
		got = step->call == SET_TOKEN ?
			feature_call(fds[step->device], SET, WHOLE) :
			bind_device(other >= 0 ? other : fds[step->device],
				&targets[step->device], step->shown);
		close_device(other);
		if (got == step->expect)
			continue;
		printf("rule does not hold: bind, %s: %d expected, %d found\n",
			step->name, step->expect, got);
		broken++;
	}
	for (i = 0; i < RULES_DEVICES; i++)
		close_device(fds[i]);
	return broken;
}

unsigned int
vfio_kernel_rules_run(const struct vfio_rules_target *targets)
{
	const bool pf_by_node = targets[RULES_PF].node != NULL;
	const bool vf_by_node = targets[RULES_VF].node != NULL;
	unsigned int i, rows = 0, broken = 0;

	for (i = 0; i < RTE_DIM(feature_rows); i++, rows++)
		broken += !feature_row_holds(targets, &feature_rows[i]);
	for (i = 0; i < RTE_DIM(open_rows); i++) {
		if (targets[open_rows[i].device].node != NULL && is_text(open_rows[i].shown))
			continue;
		broken += !open_row_holds(targets, &open_rows[i]);
		rows++;
	}
	if (pf_by_node && vf_by_node) {
		for (i = 0; i < RTE_DIM(bind_rows); i++, rows++)
			broken += !bind_row_holds(targets, &bind_rows[i]);
		broken += broken_steps(targets);
		rows += RTE_DIM(bind_steps);
	}
	printf("kernel rules, PF by %s, VF by %s: %u rows, %u do not hold\n",
		pf_by_node ? "node" : "group", vf_by_node ? "node" : "group", rows, broken);
	return broken;
}
