/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test opens of devices with the tokens of the option, by dev_vfio_setup_device() on
 * a model of the kernel and a fake sysfs. Every row of a table is run, each in a
 * process of its own, and each row that fails is named.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_kernel_rules.h"
#include "vfio_token_fixture.h"

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
		-1, 1, 0, "--vfio-vf-token=" PF "=" },
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

/*
 * Count the lines about a device. Others may follow: EAL could not assign the
 * device, or has no memory to announce it to other processes.
 */
static unsigned int
count_about(const char *log, const char *dev)
{
	char start[64];
	unsigned int n = 0;

	snprintf(start, sizeof(start), "EAL: %s: ", dev);
	for (; (log = strstr(log, start)) != NULL; log++)
		n++;
	return n;
}

static bool
open_row_holds(const void *arg)
{
	const struct open_row *row = arg;
	const char *dev = row->device == RULES_DEVICES ? OTHER_PF :
		vfio_model_targets[row->device].addr;
	const unsigned int fds_left = row->vf_in_use + (row->expect == 0);
	const char *log;
	bool holds;
	int user, fd;

	user = kernel_before(row);
	holds = row->token == NULL || give(row->token, row->token2, true);
	capture_start();
	fd = open_device(dev);
	log = capture_text();
	holds &= (fd < 0 ? fd : 0) == row->expect &&
		vfio_model.open_calls == row->opens &&
		vfio_model.set_calls == row->sets &&
		vfio_model.open_fds == fds_left &&
		!shows(log, A) && !shows(log, B);
	holds &= count_about(log, dev) == (row->message != NULL) &&
		(row->message == NULL || strstr(log, row->message) != NULL);
	if (!holds)
		printf("open, %s: %d expected, %d found, %u opens, %u sets, log: %s\n",
			row->name, row->expect, fd, vfio_model.open_calls,
			vfio_model.set_calls, log);
	capture_end();
	if (fd >= 0)
		close_device(dev, fd);
	close(user);
	return end_model() == TEST_SUCCESS && holds;
}

static int
run_open_rows(void)
{
	const unsigned int failed = COUNT_FAILED(open_row_holds, open_rows);

	printf("opens: %zu rows, %u failed\n", RTE_DIM(open_rows), failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* A token being set is logged at INFO; the rows check higher levels. */
static int
test_open(void)
{
	return with_level(RTE_LOG_NOTICE, run_open_rows);
}
TEST_IN_CHILD(test_open)

/* Once a PF is open, its token opens its VFs. */
static int
test_open_sets(void)
{
	char old[] = VF " vf_token=" A;
	int pf, vf;

	begin_model();
	TEST_ASSERT(give(NULL, B, true), "the token is not taken");
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
TEST_IN_CHILD(test_open_sets)

struct unit_test_suite vf_token_open_suite = {
	.suite_name = "VFIO VF token opens",
	.unit_test_cases = {
		TEST_CASE(test_open_in_child),
		TEST_CASE(test_open_sets_in_child),
		TEST_CASES_END()
	}
};
