/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
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

/* Bytes of a request for the token without, and with, its 16 bytes. */
#define HEADER 8
#define WHOLE 24

/* A VFIO_DEVICE_FEATURE call, made with token B. */
static const struct feature_row {
	const char *name;
	enum vfio_rules_device device;
	uint32_t flags; /* with the feature's index, 0 for the token */
	uint32_t argsz;
	bool vf_in_use;
	int expect; /* 0 or a negated errno */
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

/* What is shown behind the device's address. */
enum shown { NONE, A, A_UPPER, B, NIL, SHORT, TRAILING, OTHER };

static const char * const shown_text[] = {
	[NONE] = "",
	[A] = " vf_token=" RULES_TOKEN_A,
	[A_UPPER] = " vf_token=D1B0A5C4-7C57-4E0F-9A9B-3F6F2F1E0A01",
	[B] = " vf_token=" RULES_TOKEN_B,
	[NIL] = " vf_token=00000000-0000-0000-0000-000000000000",
	[SHORT] = " vf_token=d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0",
	[TRAILING] = " vf_token=" RULES_TOKEN_A "x",
	[OTHER] = " token=" RULES_TOKEN_A,
};

/* How the token came to be what it is when the device is opened. */
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
	int expect;       /* 0 for a descriptor, or a negated errno */
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

/* VFIO_GROUP_GET_DEVICE_FD. A descriptor or a negated errno. */
static int
open_device(const struct vfio_rules_target *t, enum shown shown)
{
	char name[128];
	int fd;

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

/* Not by EAL's own call, as this is what that is held against. */
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

/* Whether a VF can be opened with a token. */
static bool
is_valid(const struct vfio_rules_target *targets, enum shown token)
{
	const int fd = open_device(&targets[RULES_VF], token);

	close_device(fd);
	return fd >= 0;
}

/* An open device answers. */
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

	/* whatever the row before has left, A is the token now */
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

unsigned int
vfio_kernel_rules_run(const struct vfio_rules_target *targets)
{
	unsigned int i, broken = 0;

	for (i = 0; i < RTE_DIM(feature_rows); i++)
		broken += !feature_row_holds(targets, &feature_rows[i]);
	for (i = 0; i < RTE_DIM(open_rows); i++)
		broken += !open_row_holds(targets, &open_rows[i]);
	printf("kernel rules: %zu rows, %u do not hold\n",
		RTE_DIM(feature_rows) + RTE_DIM(open_rows), broken);
	return broken;
}
