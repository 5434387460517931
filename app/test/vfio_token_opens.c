/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test tokens set by an application, and opens of devices with them, by
 * dev_vfio_setup_device() on a model of the kernel and a fake sysfs. Every row
 * of a table is run, and each row that fails is named.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_pci_vf_token.h>
#include <rte_uuid.h>
#include <dev_vfio_token.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_kernel_rules.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

/* A PF's own token comes first; other PFs use the default. */
static int
test_store(void)
{
	begin_model();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "own");
	TEST_ASSERT(is_default(NULL), "a PF's own token as the default");
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "default");
	TEST_ASSERT(is_default(B), "another default");
	TEST_ASSERT(pf_has(PF, A) && pf_has(OTHER_PF, B), "the wrong tokens");
	TEST_ASSERT_SUCCESS(remove_token(PF), "remove");
	TEST_ASSERT(pf_has(PF, B) && is_default(B), "no default");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "remove");
	TEST_ASSERT(pf_has(PF, NULL) && is_default(NULL), "removed, but has a token");
	return end_model();
}

/* More PFs than fit in one page of the store. */
static int
test_store_many(void)
{
	char pf[32];
	unsigned int i;

	begin_model();
	for (i = 0; i < 200; i++) {
		snprintf(pf, sizeof(pf), "%04x:0a:00.0", i);
		TEST_ASSERT_SUCCESS(set_token(pf, i % 3 == 0 ? A : B),
			"PF %u is not taken", i);
	}
	for (i = 0; i < 200; i++) {
		snprintf(pf, sizeof(pf), "%04x:0a:00.0", i);
		TEST_ASSERT(pf_has(pf, i % 3 == 0 ? A : B), "PF %u has another token", i);
	}
	for (i = 0; i < 200; i++) {
		snprintf(pf, sizeof(pf), "%04x:0a:00.0", i);
		TEST_ASSERT_SUCCESS(remove_token(pf), "PF %u is not removed", i);
		TEST_ASSERT(pf_has(pf, NULL), "PF %u has a token", i);
	}
	return end_model();
}

/* The functions for applications; rows build on each other. */
static const struct set_row {
	const char *name;
	const char *pf;
	const char *source; /* NULL: remove */
	int expect;
	const char *stored; /* afterwards, for PF */
} set_rows[] = {
	{ "nothing to remove", PF, NULL, -ENOENT, NULL },
	{ "no default to remove", NULL, NULL, -ENOENT, NULL },
	{ "default", NULL, B, 0, B },
	{ "own", PF, A, 0, A },
	{ "own of another", OTHER_PF, B, 0, A },
	{ "replaced", "01:00.0", B, 0, B },
	{ "replaced again", PF, A, 0, A },
	{ "no address", "eth0", B, -EINVAL, A },
	{ "no address", "", B, -EINVAL, A },
	{ "no address to remove", "01:00", NULL, -EINVAL, A },
	{ "nil", PF, "00000000-0000-0000-0000-000000000000", -EINVAL, A },
	{ "no UUID", PF, "nonsense", -EINVAL, A },
	{ "no file", PF, "file:/nowhere/token", -ENOENT, A },
	{ "removed", PF, NULL, 0, B },
	{ "default replaced", NULL, A, 0, A },
	{ "default removed", NULL, NULL, 0, NULL },
	{ "variable", PF, "env:VFIO_TEST_RUNTIME", 0, B },
	{ "variable that is gone", PF, "env:VFIO_TEST_RUNTIME", -ENOENT, B },
};

static bool
set_row_holds(const struct set_row *row)
{
	const char *log;
	bool holds;
	int ret;

	capture_start();
	ret = row->source == NULL ? remove_token(row->pf) :
		set_token(row->pf, row->source);
	log = capture_text();
	holds = ret == row->expect && !shows(log, A) && !shows(log, B);
	if (!holds)
		printf("set, %s: %d expected, %d found, log: %s\n", row->name,
			row->expect, ret, log);
	capture_end();
	if (!pf_has(PF, row->stored)) {
		printf("set, %s: another token is stored\n", row->name);
		holds = false;
	}
	return holds;
}

static int
test_set(void)
{
	unsigned int i, failed = 0;

	begin_model();
	setenv("VFIO_TEST_RUNTIME", B, 1);
	for (i = 0; i < RTE_DIM(set_rows); i++)
		failed += !set_row_holds(&set_rows[i]);
	TEST_ASSERT_EQUAL(set_token(PF, NULL), -EINVAL, "no source");
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}

/* Status of an open device while there is a default token. */
static const struct role_row {
	const char *dev;
	const char *status;
} role_rows[] = {
#define OF_PF(pf) "VF of " pf ", VF token presented, from the application, uuid"
#define UNUSED(role, why) role ", VF token not used: " why
	{ OTHER_PF, "PF, VF token by feature, from the application, uuid" },
	{ "0000:01:10.1", OF_PF(PF) },
	{ "0000:07:10.0", OF_PF("0000:07:00.0") },
	{ FOREIGN_VF, UNUSED("VF of " FOREIGN_PF, "the PF is another driver's") },
	{ "0000:04:10.0", UNUSED("VF of 0000:04:00.0", "the PF is another driver's") },
	{ PLAIN, UNUSED("no SR-IOV", "no SR-IOV") },
	{ "dprc.1", UNUSED("no SR-IOV", "no SR-IOV") },
	{ "0000:05:10.0", UNUSED("VF of nowhere", "the PF is another driver's") },
	{ "0000:06:10.0", OF_PF(PF) },
};

static bool
role_row_holds(const struct role_row *row)
{
	char text[4096], expected[256];
	bool holds;
	int fd;

	fd = open_quietly(row->dev);
	snprintf(expected, sizeof(expected), "%s: %s\n", row->dev, row->status);
	holds = fd >= 0 && strcmp(dump_text(text, sizeof(text)), expected) == 0;
	holds &= vfio_model.has_token == (strstr(row->status, "not used") == NULL);
	if (!holds)
		printf("role of %s: %d, %s expected, %s found\n", row->dev, fd, expected, text);
	if (fd >= 0)
		close_device(row->dev, fd);
	return holds;
}

static int
test_role(void)
{
	unsigned int i, failed = 0;

	begin_model();
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	for (i = 0; i < RTE_DIM(role_rows); i++)
		failed += !role_row_holds(&role_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}

static int
test_rules(void)
{
	struct vfio_rules_target targets[RULES_DEVICES];
	unsigned int way, i, broken = 0;

	begin_model();
	for (way = 0; way < RULES_WAYS; way++) {
		memcpy(targets, vfio_model_targets, sizeof(targets));
		for (i = 0; i < RULES_DEVICES; i++)
			if (vfio_rules_by_node(way, i))
				vfio_model_use_node(&targets[i], i);
		broken += vfio_kernel_rules_run(targets);
	}
	TEST_ASSERT_EQUAL(broken, 0, "%u rules are broken", broken);
	return end_model();
}

#define PROBE VFIO_DEVICE_FEATURE_PROBE
#define GET VFIO_DEVICE_FEATURE_GET
#define SET VFIO_DEVICE_FEATURE_SET

static int
test_feature(void)
{
	const struct vfio_rules_target *pf = &vfio_model_targets[RULES_PF];
	char name[] = PF;
	rte_uuid_t token;
	int fd;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, token), "token A");
	begin_model();
	fd = ioctl(pf->group_fd, VFIO_GROUP_GET_DEVICE_FD, name);
	TEST_ASSERT(fd >= 0, "the PF does not open");

	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, PROBE, NULL, 0), "PROBE");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, PROBE | SET, NULL, 0),
		"PROBE|SET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, PROBE | GET, NULL, 0), -EINVAL,
		"PROBE|GET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, PROBE | 0xffff, NULL, 0),
		-ENOTTY, "PROBE of what there is not");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, GET, token, sizeof(token)),
		-EINVAL, "GET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, 15), -EINVAL,
		"SET of 15 bytes");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, SIZE_MAX), -EINVAL,
		"SET of more than can be said");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, UINT32_MAX - 7),
		-EINVAL, "SET of one byte more than can be said");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, SET, token, sizeof(token)),
		"SET");
	TEST_ASSERT_EQUAL(vfio_device_feature(-1, SET, token, sizeof(token)),
		-EBADF, "SET on no descriptor");

	close(fd);
	return end_model();
}

/* A feature that answers in the request, as migration features do. */
static int
answering_ioctl(int fd __rte_unused, unsigned long request, void *arg)
{
	struct vfio_device_feature *req = arg;
	uint32_t value;

	if (request != VFIO_DEVICE_FEATURE || req->argsz != sizeof(*req) + 4) {
		errno = EINVAL;
		return -1;
	}
	memcpy(&value, req->data, sizeof(value));
	value += req->flags;
	memcpy(req->data, &value, sizeof(value));
	return 0;
}

static int
test_feature_answer(void)
{
	static struct vfio_sys sys;
	uint32_t value = 5;

	sys = *vfio_sys();
	sys.ioctl = answering_ioctl;
	vfio_sys_replace(&sys);
	TEST_ASSERT_SUCCESS(vfio_device_feature(0, 2 | VFIO_DEVICE_FEATURE_SET,
		&value, sizeof(value)), "SET");
	TEST_ASSERT_EQUAL(value, 5 + (2 | VFIO_DEVICE_FEATURE_SET),
		"SET does not return the answer");
	value = 7;
	TEST_ASSERT_SUCCESS(vfio_device_feature(0, 3 | VFIO_DEVICE_FEATURE_GET,
		&value, sizeof(value)), "GET");
	TEST_ASSERT_EQUAL(value, 7 + (3 | VFIO_DEVICE_FEATURE_GET),
		"GET does not return the answer");
	TEST_ASSERT_EQUAL(vfio_device_feature(0, 2 | VFIO_DEVICE_FEATURE_SET,
		NULL, 0), -EINVAL, "SET without data");
	vfio_sys_replace(NULL);
	return TEST_SUCCESS;
}

/* How a device is opened; the PF's token is A unless the row overrides it. */
static const struct open_row {
	const char *name;
	unsigned int device; /* RULES_DEVICES for OTHER_PF, which has no VFs */
	const char *token;   /* "[<PF>=]<token>", or NULL */
	const char *token2;  /* likewise */
	bool vf_in_use;
	struct vfio_model kernel;
	int expect;         /* 0 for a descriptor, or -1 */
	unsigned int opens; /* VFIO_GROUP_GET_DEVICE_FD calls */
	unsigned int sets;  /* VFIO_DEVICE_FEATURE SET calls */
	const char *message; /* in the log line; NULL: there is none */
} open_rows[] = {
	{ "VF, right token", RULES_VF, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF, its PF's own token", RULES_VF, PF "=" A, B, false, {}, 0, 1, 0, NULL },
	{ "VF, wrong token", RULES_VF, B, NULL, false, {}, -1, 1, 0,
		VF ": VF token refused: either PF " PF " has another one" },
	{ "VF, no token", RULES_VF, NULL, NULL, false, {}, -1, 1, 0,
		VF ": VF token missing: PF " PF " is owned by vfio-pci" },
	{ "VF, token of another PF", RULES_VF, "0000:03:00.0=" A, NULL, false, {},
		-1, 1, 0, "--vfio-vf-token=" PF "=<source>" },
	{ "PF, token", RULES_PF, B, NULL, false, {}, 0, 1, 1, NULL },
	{ "PF, own token", RULES_PF, PF "=" B, A, false, {}, 0, 1, 1, NULL },
	{ "PF, no token, has VFs", RULES_PF, NULL, NULL, false, {}, 0, 1, 0,
		PF ": this PF has VFs and no VF token was given" },
	{ "PF, no token, no VFs", RULES_DEVICES, NULL, NULL, false, {}, 0, 1, 0, NULL },
	{ "PF, right token, VF in use", RULES_PF, A, NULL, true, {}, 0, 1, 1, NULL },
	{ "PF, wrong token, VF in use", RULES_PF, B, NULL, true, {}, -1, 1, 0,
		PF ": VFs of this PF are in use with another VF token" },
	{ "PF, no token, VF in use", RULES_PF, NULL, NULL, true, {}, -1, 1, 0,
		PF ": VFs of this PF are in use with a VF token" },
	{ "PF, SET fails", RULES_PF, A, NULL, false, { .set_errno = EFAULT },
		-1, 1, 1, PF ": cannot set the VF token: Bad address; device released" },
	{ "PF, PROBE fails", RULES_PF, A, NULL, false, { .probe_errno = EIO },
		-1, 1, 0, PF ": cannot set the VF token: Input/output error" },
	{ "PF, no such feature", RULES_PF, A, NULL, false, { .probe_errno = ENOTTY },
		0, 1, 0, NULL },
	{ "no SR-IOV, token", RULES_PLAIN, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "no SR-IOV, no token", RULES_PLAIN, NULL, NULL, false, {}, 0, 1, 0, NULL },
	{ "no SR-IOV, own token", RULES_PLAIN, PLAIN "=" A, NULL, false, {}, 0, 1, 0,
		PLAIN ": the VF token given for it is ignored: it is not a PF" },
	{ "VF, own token", RULES_VF, VF "=" A, A, false, {}, 0, 1, 0,
		VF ": the VF token given for it is ignored: it is not a PF" },
	{ "VF of foreign PF, token", RULES_FOREIGN, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF of foreign PF, no token", RULES_FOREIGN, NULL, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF of foreign PF, guarded after all", RULES_FOREIGN, A, NULL, false,
		{ .open_errno = EACCES }, -1, 1, 0, "the kernel wants a VF token" },
	{ "VF, kernel takes no token", RULES_VF, A, NULL, false,
		{ .open_errno = EINVAL }, -1, 1, 0, "its PF on another driver" },
	{ "PF, kernel takes no token", RULES_PF, A, NULL, false,
		{ .open_errno = EINVAL }, -1, 1, 0, "does not see it as SR-IOV capable" },
	{ "PF, Linux 5.6, token", RULES_PF, A, NULL, false, { .before_5_7 = true },
		0, 2, 0, "opened without a VF token: this kernel has none" },
	{ "VF, Linux 5.6, token", RULES_VF, A, NULL, false, { .before_5_7 = true },
		0, 2, 0, "opened without a VF token: this kernel has none" },
	{ "VF, Linux 5.6, no token", RULES_VF, NULL, NULL, false, { .before_5_7 = true },
		0, 1, 0, NULL },
	{ "VF, gone, token", RULES_VF, A, NULL, false, { .open_errno = ENODEV },
		-1, 2, 0, "no such device" },
	{ "VF, gone, no token", RULES_VF, NULL, NULL, false, { .open_errno = ENODEV },
		-1, 1, 0, "no such device" },
	{ "no SR-IOV, refused", RULES_PLAIN, A, NULL, false, { .open_errno = EACCES },
		-1, 1, 0, "Permission denied" },
	{ "VF, too many files", RULES_VF, A, NULL, false, { .open_errno = EMFILE },
		-1, 1, 0, "Too many open files" },
};

/* Prepare the kernel for the row: A is the token, a VF may be in use. */
static int
kernel_before(const struct open_row *row)
{
	char pf[] = PF " vf_token=" A, vf[] = VF " vf_token=" A;
	int owner, user = -1;

	begin_model();
	owner = ioctl(vfio_model_targets[RULES_PF].group_fd,
			VFIO_GROUP_GET_DEVICE_FD, pf);
	if (row->vf_in_use)
		user = ioctl(vfio_model_targets[RULES_VF].group_fd,
				VFIO_GROUP_GET_DEVICE_FD, vf);
	close(owner);
	vfio_model = row->kernel;
	vfio_model.open_fds = row->vf_in_use;
	return user;
}

/* Set "<PF>=<token>", or the default. */
static int
give(const char *text)
{
	char pf[32] = "";
	const char *equals;

	if (text == NULL)
		return 0;
	equals = strchr(text, '=');
	if (equals == NULL)
		return set_token(NULL, text);
	memcpy(pf, text, equals - text);
	return set_token(pf, equals + 1);
}

/* After our line, EAL may say that it could not assign the device. */
static bool
open_row_holds(const struct open_row *row)
{
	const char *dev = row->device == RULES_DEVICES ? OTHER_PF :
		vfio_model_targets[row->device].addr;
	const unsigned int fds_left = row->vf_in_use + (row->expect == 0);
	const char *log;
	bool holds;
	int user, fd;

	user = kernel_before(row);
	holds = give(row->token) == 0 && give(row->token2) == 0;
	capture_start();
	fd = open_device(dev);
	log = capture_text();
	holds &= (fd < 0 ? fd : 0) == row->expect &&
		vfio_model.open_calls == row->opens &&
		vfio_model.set_calls == row->sets &&
		vfio_model.open_fds == fds_left &&
		!shows(log, A) && !shows(log, B);
	if (row->message == NULL)
		holds &= *log == '\0';
	else
		holds &= strstr(log, row->message) != NULL && count_lines(log) ==
			1 + (strstr(log, "EAL: Error assigning device") != NULL);
	if (!holds)
		printf("open, %s: %d expected, %d found, %u opens, %u sets, log: %s\n",
			row->name, row->expect, fd, vfio_model.open_calls,
			vfio_model.set_calls, log);
	capture_end();
	if (fd >= 0)
		close_device(dev, fd);
	close(user);
	remove_token(VF);
	remove_token(PLAIN);
	return end_model() == TEST_SUCCESS && holds;
}

static int
run_open_rows(void)
{
	unsigned int i, failed = 0;

	for (i = 0; i < RTE_DIM(open_rows); i++)
		failed += !open_row_holds(&open_rows[i]);
	printf("opens: %zu rows, %u failed\n", RTE_DIM(open_rows), failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* A token being set is logged at INFO; the rows check higher levels. */
static int
test_open(void)
{
	return with_level(RTE_LOG_NOTICE, run_open_rows);
}

/* Once a PF is open, its token opens its VFs. */
static int
test_open_sets(void)
{
	char old[] = VF " vf_token=" A;
	int pf, vf;

	begin_model();
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "set");
	pf = open_quietly(PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	vf = open_quietly(VF);
	TEST_ASSERT(vf >= 0, "the VF does not open");
	TEST_ASSERT(ioctl(vfio_model_targets[RULES_VF].group_fd,
		VFIO_GROUP_GET_DEVICE_FD, old) < 0 && errno == EACCES,
		"another token opens the VF");
	close_device(VF, vf);
	close_device(PF, pf);
	return end_model();
}

struct unit_test_suite vf_token_open_suite = {
	.suite_name = "VFIO VF token opens",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_store),
		TEST_CASE(test_store_many),
		TEST_CASE(test_set),
		TEST_CASE(test_role),
		TEST_CASE(test_rules),
		TEST_CASE(test_feature),
		TEST_CASE(test_feature_answer),
		TEST_CASE(test_open),
		TEST_CASE(test_open_sets),
		TEST_CASES_END()
	}
};
