/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VF tokens, from the option to the open of a device, on a model of the
 * kernel and a made-up sysfs. Tables of rows; a row that fails is named, and
 * every row is run.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio_device.h"
#include "eal_vfio_open_group.h"
#include "eal_vfio_sriov.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"
#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_kernel_rules.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

/* Room for the arguments of a test, with the NULL behind them. */
#define ARGS 8

/* The arguments of rte_eal_init(), of which the parser finds some options. */
static int
take(char **argv, unsigned int options)
{
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	capture_start();
	vfio_token_option_take(argc, argv);
	while (options-- > 0)
		vfio_token_option_seen();
	argc = vfio_token_option_end(argc) < 0 ? -1 : 0;
	return argc;
}

/* The option once, or twice unless the first value is NULL. */
static int
give(const char *first, const char *second)
{
	char name[] = "test", one[PATH_MAX], two[PATH_MAX];
	char *argv[ARGS] = { name };
	int argc = 1;

	if (first != NULL) {
		snprintf(one, sizeof(one), "--vfio-vf-token=%s", first);
		argv[argc++] = one;
	}
	snprintf(two, sizeof(two), "--vfio-vf-token=%s", second);
	argv[argc++] = two;
	return take(argv, argc - 1);
}

static const struct address_row {
	const char *text;
	int expect;
	const char *as; /* in full */
} address_rows[] = {
	{ "0000:01:00.0", 0, "0000:01:00.0" },
	{ "01:00.0", 0, "0000:01:00.0" },
	{ "ffffffff:ff:1f.7", 0, "ffffffff:ff:1f.7" },
	{ "10000:e1:00.0", 0, "10000:e1:00.0" },
	{ "0:1:0.0", 0, "0000:01:00.0" },
	{ "AB:1F.7", 0, "0000:ab:1f.7" },
	{ "", -1, NULL },
	{ ":", -1, NULL },
	{ "01:00", -1, NULL },
	{ "01:00.", -1, NULL },
	{ "01:00.8", -1, NULL },
	{ "01:20.0", -1, NULL },
	{ "100:00.0", -1, NULL },
	{ "100000000:01:00.0", -1, NULL },
	{ "0000:01:00.0 ", -1, NULL },
	{ " 0000:01:00.0", -1, NULL },
	{ "0000:01:00.0.0", -1, NULL },
	{ "0000:01:00:0", -1, NULL },
	{ "0x0:01:00.0", -1, NULL },
	{ "-1:00.0", -1, NULL },
	{ "+1:00.0", -1, NULL },
	{ "0000:00:01:00.0", -1, NULL },
	{ "g1:00.0", -1, NULL },
	{ "eth0", -1, NULL },
};

static int
test_address(void)
{
	unsigned int i, failed = 0;
	char value[128];
	const char *log;
	int ret;

	for (i = 0; i < RTE_DIM(address_rows); i++) {
		const struct address_row *row = &address_rows[i];

		snprintf(value, sizeof(value), "%s=" A, row->text);
		ret = give(NULL, value);
		log = capture_text();
		if (ret != row->expect || (ret == 0 ? !has_own_token(row->as, A) :
				strstr(log, "no PCI address") == NULL)) {
			printf("address '%s': %d expected, %d found, log: %s\n",
				row->text, row->expect, ret, log);
			failed++;
		}
		capture_end();
	}
	vfio_token_cleanup();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* Values of the option, each given after the value before, if there is one. */
static const struct option_row {
	const char *before;
	const char *value;
	int expect;
	const char *message; /* must stand in the log; NULL: nothing is logged */
} option_rows[] = {
	{ NULL, A, 0, NULL },
	{ NULL, "D1B0A5C4-7C57-4E0F-9A9B-3F6F2F1E0A01", 0, NULL },
	{ NULL, "ffff:01:00.0=" A, 0, "no PCI device ffff:01:00.0 now" },
	{ "ffff:01:00.0=" A, B, 0, NULL },
	{ "ffff:01:00.0=" A, "ffff:01:00.1=" A, 0, "ffff:01:00.1" },
	{ NULL, "", -1, "there is no token" },
	{ NULL, "=", -1, "no PCI address" },
	{ NULL, "=" A, -1, "no PCI address" },
	{ NULL, "ffff:01:00.0=", -1, "for PF ffff:01:00.0 rejected: there is no token" },
	{ NULL, "ffff:01:00.0", -1, "no such source" },
	{ NULL, A "=ffff:01:00.0", -1, "no PCI address" },
	{ NULL, "01:00.8=" A, -1, "no PCI address" },
	{ NULL, "eth0=" A, -1, "no PCI address" },
	{ NULL, "ffff:01:00.0=ffff:01:00.0=" A, -1, "no such source" },
	{ NULL, "1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", -1, "has 35" },
	{ NULL, "0d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", -1, "has 37" },
	{ NULL, "d1b0a5c47c574e0f9a9b3f6f2f1e0a01", -1, "has 32" },
	{ NULL, "{" A "}", -1, "has 38" },
	{ NULL, " " A, -1, "has 37" },
	{ NULL, A " ", -1, "has 37" },
	{ NULL, A "\n", -1, "has 37" },
	{ NULL, "urn:uuid:" A, -1, "there is no such source" },
	{ NULL, "fiile:/run/token", -1, "there is no such source, but file:, generate:" },
	{ NULL, "deadbeef:", -1, "no such source" },
	{ NULL, "************************************", -1,
		"was overwritten when it was read, and is not known any more" },
	{ NULL, "d1b0a5c47-c57-4e0f-9a9b-3f6f2f1e0a01", -1, "with hyphens" },
	{ NULL, "d1b0a5c4_7c57_4e0f_9a9b_3f6f2f1e0a01", -1, "with hyphens" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0g", -1, "hexadecimal" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b- f6f2f1e0a01", -1, "hexadecimal" },
	{ NULL, "00000000-0000-0000-0000-000000000000", -1, "nil UUID" },
	{ A, B, -1, "the default has a token already" },
	{ A, A, -1, "the default has a token already" },
	{ "ffff:01:00.0=" A, "ffff:01:00.0=" B, -1, "this PF has a token already" },
	{ "ffff:01:00.0=" A, "FFFF:1:0.0=" B, -1, "this PF has a token already" },
};

static bool
option_row_holds(const struct option_row *row)
{
	const char *source = strrchr(row->value, '=');
	/* of a PF that is not there */
	const unsigned int before = row->before != NULL && *row->before == 'f';
	const char *log;
	bool holds;
	int ret;

	vfio_token_cleanup();
	ret = give(row->before, row->value);
	log = capture_text();
	source = source != NULL ? source + 1 : row->value;
	holds = ret == row->expect && !shows(log, A) && !shows(log, B) &&
		(strlen(source) < 32 || !shows(log, source));
	holds &= count_lines(log) == before + (row->message != NULL);
	if (row->message != NULL)
		holds &= strstr(log, row->message) != NULL;
	if (ret < 0)
		holds &= strstr(log, "--vfio-vf-token") != NULL;
	/* what was rejected is not there, what was there stays */
	if (row->before == NULL && ret < 0)
		holds &= !has_own_token("", NULL);
	if (!holds)
		printf("option '%s': %d expected, %d found: %s\n", row->value,
			row->expect, ret, log);
	capture_end();
	return holds;
}

static int
test_option(void)
{
	unsigned int i, failed = 0;

	for (i = 0; i < RTE_DIM(option_rows); i++)
		failed += !option_row_holds(&option_rows[i]);
	vfio_token_cleanup();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

static int
test_store(void)
{
	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(give(A, PF "=" B), "the option");
	capture_end();
	TEST_ASSERT(has_own_token("", A) && has_own_token(PF, B),
		"a PF's own token goes first");
	TEST_ASSERT(!has_own_token("0000:03:00.0", NULL),
		"the default is another PF's own");
	TEST_ASSERT(vfio_token_of_pf(vfio_tokens, "0000:03:00.0") ==
		vfio_token_find(vfio_tokens, ""), "other PFs have no default");
	vfio_token_cleanup();
	TEST_ASSERT(!has_own_token("", NULL) && !has_own_token(PF, NULL),
		"cleaned up, but has a token");
	return TEST_SUCCESS;
}

/* More PFs than one page of the store holds. */
static int
test_store_many(void)
{
	char pf[32];
	unsigned int i;

	vfio_token_cleanup();
	for (i = 0; i < 500; i++) {
		snprintf(pf, sizeof(pf), "%04x:01:00.0", i);
		TEST_ASSERT_SUCCESS(set_token(pf, i % 3 == 0 ? A : B),
			"PF %u is not taken", i);
	}
	for (i = 0; i < 500; i++) {
		snprintf(pf, sizeof(pf), "%04x:01:00.0", i);
		TEST_ASSERT(has_own_token(pf, i % 3 == 0 ? A : B),
			"PF %u has another token", i);
	}
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* rte_eal_vfio_get_vf_token() means the default token, as ever. */
static int
test_store_default(void)
{
	rte_uuid_t a, got;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, a), "token A");
	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "no PF's own");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(rte_uuid_is_null(got), "a PF's own token as the default");
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "no default");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(rte_uuid_compare(got, a) == 0, "another default");
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

static const struct role_row {
	const char *dev;
	const char *pf;
	bool is_pf;
	bool takes_token;
	bool has_vfs;
} role_rows[] = {
	{ PF, PF, true, true, true },
	{ "0000:03:00.0", "0000:03:00.0", true, true, false },
	{ VF, PF, false, true, false },
	{ "0000:01:10.1", PF, false, true, false },
	{ "0000:07:10.0", "0000:07:00.0", false, true, false },
	{ FOREIGN_VF, FOREIGN_PF, false, false, false },
	{ "0000:04:10.0", "0000:04:00.0", false, false, false },
	{ PLAIN, "", false, false, false },
	{ "dprc.1", "", false, false, false },
	{ "0000:05:10.0", "nowhere", false, false, false },
	{ "0000:06:10.0", PF, false, true, false },
};

static int
test_role(void)
{
	struct vfio_sriov got;
	char name[PATH_MAX + 1];
	unsigned int i, failed = 0;
	int ret;

	for (i = 0; i < RTE_DIM(role_rows); i++) {
		const struct role_row *row = &role_rows[i];

		ret = vfio_sriov_read(sysfs, row->dev, &got);
		if (ret == 0 && strcmp(got.pf, row->pf) == 0 &&
				got.is_pf == row->is_pf &&
				got.takes_token == row->takes_token &&
				got.has_vfs == row->has_vfs)
			continue;
		printf("role of %s: %d, PF %s\n", row->dev, ret, got.pf);
		failed++;
	}
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);

	memset(name, 'x', PATH_MAX);
	name[PATH_MAX] = '\0';
	TEST_ASSERT_EQUAL(vfio_sriov_read(sysfs, name, &got), -ENAMETOOLONG,
		"a name that is too long");
	return TEST_SUCCESS;
}

static int
test_rules(void)
{
	unsigned int broken;

	vfio_model_install();
	broken = vfio_kernel_rules_run(vfio_model_targets);
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors left open");
	vfio_model_remove();
	return broken == 0 ? TEST_SUCCESS : TEST_FAILED;
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
	vfio_model_install();
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
	vfio_model_remove();
	return TEST_SUCCESS;
}

/* How a device is opened; the PF's token is A unless the row says more. */
static const struct open_row {
	const char *name;
	enum vfio_rules_device device;
	const char *option;  /* or NULL */
	const char *option2; /* or NULL */
	bool vf_in_use;
	struct vfio_model kernel;
	int expect;         /* 0 for a descriptor, or a negated errno */
	unsigned int opens; /* VFIO_GROUP_GET_DEVICE_FD calls */
	unsigned int sets;  /* VFIO_DEVICE_FEATURE SET calls */
	const char *message; /* in the only line of log; NULL: there is none */
} open_rows[] = {
	{ "VF, right token", RULES_VF, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF, its PF's own token", RULES_VF, PF "=" A, B, false, {}, 0, 1, 0, NULL },
	{ "VF, wrong token", RULES_VF, B, NULL, false, {}, -EACCES, 1, 0,
		VF ": VF token refused: either PF " PF " has another one" },
	{ "VF, no token", RULES_VF, NULL, NULL, false, {}, -EACCES, 1, 0,
		VF ": VF token missing: PF " PF " is owned by vfio-pci" },
	{ "VF, token of another PF", RULES_VF, "0000:03:00.0=" A, NULL, false, {},
		-EACCES, 1, 0, "--vfio-vf-token=" PF "=<source>" },
	{ "PF, token", RULES_PF, B, NULL, false, {}, 0, 1, 1, NULL },
	{ "PF, own token", RULES_PF, PF "=" B, A, false, {}, 0, 1, 1, NULL },
	{ "PF, no token, has VFs", RULES_PF, NULL, NULL, false, {}, 0, 1, 0,
		PF ": this PF has VFs and no VF token was given" },
	{ "PF, right token, VF in use", RULES_PF, A, NULL, true, {}, 0, 1, 1, NULL },
	{ "PF, wrong token, VF in use", RULES_PF, B, NULL, true, {}, -EACCES, 1, 0,
		PF ": VFs of this PF are in use under another VF token" },
	{ "PF, no token, VF in use", RULES_PF, NULL, NULL, true, {}, -EACCES, 1, 0,
		PF ": VFs of this PF are in use under a VF token" },
	{ "PF, SET fails", RULES_PF, A, NULL, false, { .set_errno = EFAULT },
		-EFAULT, 1, 1, PF ": cannot set the VF token: Bad address; device released" },
	{ "PF, PROBE fails", RULES_PF, A, NULL, false, { .probe_errno = EIO },
		-EIO, 1, 0, PF ": cannot set the VF token: Input/output error" },
	{ "PF, no such feature", RULES_PF, A, NULL, false, { .probe_errno = ENOTTY },
		0, 1, 0, NULL },
	{ "no SR-IOV, token", RULES_PLAIN, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "no SR-IOV, no token", RULES_PLAIN, NULL, NULL, false, {}, 0, 1, 0, NULL },
	{ "no SR-IOV, own token", RULES_PLAIN, PLAIN "=" A, NULL, false, {}, 0, 1, 0,
		PLAIN ": the VF token given for it is not used, it is no PF" },
	{ "VF, own token", RULES_VF, VF "=" A, A, false, {}, 0, 1, 0,
		VF ": the VF token given for it is not used, it is no PF" },
	{ "VF of foreign PF, token", RULES_FOREIGN, A, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF of foreign PF, no token", RULES_FOREIGN, NULL, NULL, false, {}, 0, 1, 0, NULL },
	{ "VF of foreign PF, guarded after all", RULES_FOREIGN, A, NULL, false,
		{ .open_errno = EACCES }, -EACCES, 1, 0, "the kernel wants a VF token" },
	{ "VF, kernel takes no token", RULES_VF, A, NULL, false,
		{ .open_errno = EINVAL }, -EINVAL, 1, 0, "its PF is another driver's" },
	{ "PF, kernel takes no token", RULES_PF, A, NULL, false,
		{ .open_errno = EINVAL }, -EINVAL, 1, 0, "it is not SR-IOV capable" },
	{ "PF, Linux 5.6, token", RULES_PF, A, NULL, false, { .before_5_7 = true },
		0, 2, 0, "this kernel has no VF tokens" },
	{ "VF, Linux 5.6, token", RULES_VF, A, NULL, false, { .before_5_7 = true },
		0, 2, 0, "this kernel has no VF tokens" },
	{ "VF, Linux 5.6, no token", RULES_VF, NULL, NULL, false, { .before_5_7 = true },
		0, 1, 0, NULL },
	{ "VF, gone, token", RULES_VF, A, NULL, false, { .open_errno = ENODEV },
		-ENODEV, 2, 0, "no such device" },
	{ "VF, gone, no token", RULES_VF, NULL, NULL, false, { .open_errno = ENODEV },
		-ENODEV, 1, 0, "no such device" },
	{ "no SR-IOV, refused", RULES_PLAIN, A, NULL, false, { .open_errno = EACCES },
		-EACCES, 1, 0, "Permission denied" },
	{ "VF, too many files", RULES_VF, A, NULL, false, { .open_errno = EMFILE },
		-EMFILE, 1, 0, "Too many open files" },
};

/* The kernel as the row wants it: A is the token, a VF in use perhaps. */
static int
kernel_before(const struct open_row *row)
{
	char pf[] = PF " vf_token=" A, vf[] = VF " vf_token=" A;
	int owner, user = -1;

	vfio_model_install();
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

static bool
open_row_holds(const struct open_row *row)
{
	const struct vfio_rules_target *t = &vfio_model_targets[row->device];
	const char *log;
	const unsigned int fds_left = row->vf_in_use + (row->expect == 0);
	bool holds;
	int user, fd;

	vfio_token_cleanup();
	user = kernel_before(row);
	if (row->option != NULL) {
		give(row->option2, row->option);
		capture_end();
	}

	capture_start();
	fd = vfio_open_in_group(t->group_fd, sysfs, t->addr, true);
	log = capture_text();
	holds = (fd < 0 ? fd : 0) == row->expect &&
		vfio_model.open_calls == row->opens &&
		vfio_model.set_calls == row->sets &&
		vfio_model.open_fds == fds_left &&
		!shows(log, A) && !shows(log, B);
	if (row->message == NULL)
		holds &= *log == '\0';
	else
		holds &= strstr(log, row->message) != NULL &&
			count_lines(log) == 1;
	if (!holds)
		printf("open, %s: %d expected, %d found, %u opens, %u sets, log: %s\n",
			row->name, row->expect, fd, vfio_model.open_calls,
			vfio_model.set_calls, log);
	capture_end();

	vfio_device_close(fd);
	close(user);
	vfio_model_remove();
	vfio_token_cleanup();
	return holds;
}

static int
test_open(void)
{
	/* a token that was set is told at INFO; the rows look above that */
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	unsigned int i, failed = 0;

	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_NOTICE);
	for (i = 0; i < RTE_DIM(open_rows); i++)
		failed += !open_row_holds(&open_rows[i]);
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	printf("opens: %zu rows, %u failed\n", RTE_DIM(open_rows), failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* After the open of a PF its token is what opens its VFs. */
static int
test_open_sets(void)
{
	const struct vfio_rules_target *t = vfio_model_targets;
	char old[] = VF " vf_token=" A;
	int pf, vf;

	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "set");
	vfio_model_install();
	pf = vfio_open_in_group(t[RULES_PF].group_fd, sysfs, PF, true);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	vf = vfio_open_in_group(t[RULES_VF].group_fd, sysfs, VF, true);
	TEST_ASSERT(vf >= 0, "the VF does not open");
	TEST_ASSERT(ioctl(t[RULES_VF].group_fd,
		VFIO_GROUP_GET_DEVICE_FD, old) < 0 && errno == EACCES,
		"another token opens the VF");
	vfio_device_close(vf);
	vfio_device_close(pf);
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* Files to read tokens from, in the folder of the made-up sysfs. */
static const char long_line[] =
	"                                                                "
	"                                                                ";

static const struct {
	const char *name;
	const char *content; /* NULL: none is made */
	mode_t mode;
} token_files[] = {
	{ "good", A "\n", 0600 },
	{ "bare", A, 0600 },
	{ "blanks", " \t" A " \r\nmore", 0600 },
	{ "public", A "\n", 0644 },
	{ "readonly", A "\n", 0400 },
	{ "empty", "", 0600 },
	{ "newline", "\n" A "\n", 0600 },
	{ "short", "d1b0a5c4\n", 0600 },
	{ "bad", "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0g\n", 0600 },
	{ "nil", "00000000-0000-0000-0000-000000000000\n", 0600 },
	{ "two", A " " A "\n", 0600 },
	{ "long", long_line, 0600 },
	{ "by_group", A "\n", 0620 },
	{ "by_others", A "\n", 0602 },
};

#define FIFTY "/a_folder_whose_name_together_has_fifty_characters"

/* Sources; a '%' in them stands for the folder. */
static const struct source_row {
	const char *source;
	int expect;
	const char *reason; /* on failure; else a line at WARNING, or NULL */
} source_rows[] = {
	{ A, 0, NULL },
	{ "file:%/good", 0, NULL },
	{ "file:%/bare", 0, NULL },
	{ "file:%/blanks", 0, NULL },
	{ "file:%/readonly", 0, NULL },
	{ "file:%/link", 0, NULL },
	{ "file:%/public", 0, "every user of this machine can read" },
	{ "file:%/empty", -EINVAL, "/empty: there is no token" },
	{ "file:%/newline", -EINVAL, "/newline: there is no token" },
	{ "file:%/short", -EINVAL, "/short: a UUID has 36 characters, this has 8" },
	{ "file:%/bad", -EINVAL, "/bad: a UUID is hexadecimal" },
	{ "file:%/nil", -EINVAL, "/nil: the nil UUID" },
	{ "file:%/two", -EINVAL, "/two: a UUID has 36" },
	{ "file:%/long", -EINVAL, "/long: too long" },
	{ "file:%/absent", -ENOENT, "/absent: cannot be opened: No such file" },
	{ "file:%", -EISDIR, "is a directory" },
	{ "file:", -ENOENT, "cannot be opened" },
	{ "file:" A, -ENOENT, "(not shown, it looks like a token)" },
	{ "file:/dev/zero", -EINVAL, "/dev/zero: there is no token" },
	{ "file:/dev/null", -EINVAL, "/dev/null: there is no token" },
	{ "generate:%/good", 0, NULL },
	{ "generate:%/empty", -EINVAL, "/empty: there is no token" },
	{ "generate:%/bad", -EINVAL, "/bad: a UUID is hexadecimal" },
	{ "generate:%/link", -ELOOP, "/link: is a symbolic link" },
	{ "generate:%/nowhere/token", -ENOENT, "/nowhere/token: its folder: No such file" },
	{ "generate:%/by_group", -EPERM, "/by_group: it can be written by other users" },
	{ "generate:%/by_others", -EPERM, "/by_others: it can be written by other users" },
	{ "file:%/by_group", 0, NULL },
	{ "file:/" FIFTY FIFTY FIFTY FIFTY FIFTY, -ENAMETOOLONG,
		"is too long, a source has less than 256" },
	{ "generate:%", -EISDIR, "is a directory" },
	{ "generate:/proc/self/token", -ENOENT, "cannot be made" },
	{ "env:VFIO_TEST_GOOD", 0, NULL },
	{ "env:VFIO_TEST_EMPTY", -EINVAL, "VFIO_TEST_EMPTY: there is no token" },
	{ "env:VFIO_TEST_LONG", -EINVAL, "VFIO_TEST_LONG: too long" },
	{ "env:VFIO_TEST_BAD", -EINVAL, "VFIO_TEST_BAD: a UUID" },
	{ "env:VFIO_TEST_ABSENT", -ENOENT, "VFIO_TEST_ABSENT: is not set" },
	{ "env:", -EINVAL, "wants the name of a variable" },
	{ "fd:", -EINVAL, "wants the number" },
	{ "fd:-1", -EINVAL, "wants the number" },
	{ "fd:x", -EINVAL, "wants the number" },
	{ "fd:1", -EINVAL, "is for output" },
	{ "fd:99999999999", -EINVAL, "wants the number" },
	{ "fd:999999", -EBADF, "fd:999999: cannot be read: Bad file" },
	{ "File:%/good", -EINVAL, "there is no such source" },
	{ "", -EINVAL, "there is no token" },
};

static void
expand(char *to, size_t size, const char *source)
{
	const char *percent = strchr(source, '%');

	if (percent == NULL)
		snprintf(to, size, "%s", source);
	else
		snprintf(to, size, "%.*s%s%s", (int)(percent - source),
			source, sysfs, percent + 1);
}

static int
make_token_files(void)
{
	char path[PATH_MAX], target[PATH_MAX];
	unsigned int i;
	FILE *f;

	for (i = 0; i < RTE_DIM(token_files); i++) {
		snprintf(path, sizeof(path), "%s/%s", sysfs, token_files[i].name);
		f = fopen(path, "w");
		TEST_ASSERT_NOT_NULL(f, "%s: %s", path, strerror(errno));
		fputs(token_files[i].content, f);
		fclose(f);
		TEST_ASSERT_SUCCESS(chmod(path, token_files[i].mode), "chmod");
	}
	snprintf(path, sizeof(path), "%s/link", sysfs);
	snprintf(target, sizeof(target), "%s/good", sysfs);
	TEST_ASSERT_SUCCESS(symlink(target, path), "symlink");
	snprintf(path, sizeof(path), "%s/fifo", sysfs);
	TEST_ASSERT_SUCCESS(mkfifo(path, 0600), "mkfifo");
	setenv("VFIO_TEST_GOOD", " " A, 1);
	setenv("VFIO_TEST_EMPTY", "", 1);
	setenv("VFIO_TEST_LONG", long_line, 1);
	setenv("VFIO_TEST_BAD", "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0g", 1);
	return TEST_SUCCESS;
}

static bool
source_row_holds(const struct source_row *row)
{
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN] = "";
	const char *log;
	rte_uuid_t a, got;
	bool holds;
	int ret;

	expand(source, sizeof(source), row->source);
	capture_start();
	ret = vfio_token_source_read(source, got, reason);
	log = capture_text();
	holds = ret == row->expect && !shows(log, A) && !shows(reason, A) &&
		!shows(reason, "d1b0a5c4");
	if (ret == 0)
		holds &= rte_uuid_parse(A, a) == 0 &&
			rte_uuid_compare(a, got) == 0;
	else
		holds &= rte_uuid_is_null(got);
	if (row->reason == NULL)
		holds &= *log == '\0';
	else
		holds &= strstr(ret < 0 ? reason : log, row->reason) != NULL;
	capture_end();
	if (!holds)
		printf("source '%s': %d expected, %d found: %s\n", row->source,
			row->expect, ret, reason);
	return holds;
}

static int
test_source(void)
{
	unsigned int i, fds, files, failed = 0;

	if (make_token_files() != TEST_SUCCESS)
		return TEST_FAILED;
	fds = count_entries("/proc/self/fd");
	files = count_entries(sysfs);
	for (i = 0; i < RTE_DIM(source_rows); i++)
		failed += !source_row_holds(&source_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	TEST_ASSERT_EQUAL(fds, count_entries("/proc/self/fd"),
		"descriptors were left open");
	TEST_ASSERT_EQUAL(files, count_entries(sysfs), "files were left");
	return TEST_SUCCESS;
}

/* Nothing more comes, however long one waits. */
static int
poll_now(struct pollfd *fds, nfds_t n, int timeout __rte_unused)
{
	return vfio_sys_real()->poll(fds, n, 0);
}

/* A writer that goes on to have the pipe open. */
static int
test_source_fd_open(void)
{
	static const struct {
		const char *text;
		int expect;
		const char *reason;
	} rows[] = {
		{ A "\n", 0, "" },
		{ A "\nmore", 0, "" },
		{ A, -ETIMEDOUT, "no end of the line within 5 s; write a newline" },
		{ "", -ETIMEDOUT, "nothing came within 5 s" },
	};
	char source[32], reason[VFIO_TOKEN_REASON_LEN];
	/* in use for longer than this function when a check fails */
	static struct vfio_sys sys;
	rte_uuid_t got;
	unsigned int i;
	int fds[2];

	sys = *vfio_sys();
	sys.poll = poll_now;
	vfio_sys_replace(&sys);
	for (i = 0; i < RTE_DIM(rows); i++) {
		*reason = '\0';
		TEST_ASSERT_SUCCESS(pipe(fds), "pipe");
		TEST_ASSERT(write(fds[1], rows[i].text, strlen(rows[i].text)) ==
			(ssize_t)strlen(rows[i].text), "write");
		snprintf(source, sizeof(source), "fd:%d", fds[0]);
		TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason),
			rows[i].expect, "row %u: %s", i, reason);
		TEST_ASSERT_NOT_NULL(strstr(reason, rows[i].reason),
			"row %u: %s", i, reason);
		close(fds[1]);
	}
	vfio_sys_replace(NULL);
	return TEST_SUCCESS;
}

/* A pipe is read up to the end of the first line, and closed. */
static int
test_source_fd(void)
{
	static const struct {
		const char *text;
		int expect;
	} rows[] = {
		{ A, 0 }, { A "\n", 0 }, { " " A "\nmore\n", 0 },
		{ "", -EINVAL }, { "short", -EINVAL }, { long_line, -EINVAL },
	};
	char source[32], reason[VFIO_TOKEN_REASON_LEN];
	rte_uuid_t got;
	unsigned int i;
	int fds[2];

	for (i = 0; i < RTE_DIM(rows); i++) {
		TEST_ASSERT_SUCCESS(pipe(fds), "pipe");
		TEST_ASSERT(write(fds[1], rows[i].text, strlen(rows[i].text)) ==
			(ssize_t)strlen(rows[i].text), "write");
		close(fds[1]);
		snprintf(source, sizeof(source), "fd:%d", fds[0]);
		TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason),
			rows[i].expect, "row %u: %s", i, reason);
		TEST_ASSERT(fcntl(fds[0], F_GETFD) < 0, "row %u: open", i);
	}

	/* a number that is wrong by one does no harm */
	fds[0] = open("/dev/null", O_RDONLY);
	snprintf(source, sizeof(source), "fd:%d", fds[0]);
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason), -EINVAL,
		"a device is read");
	TEST_ASSERT_NOT_NULL(strstr(reason, "is no place for a token"),
		"%s", reason);
	TEST_ASSERT_SUCCESS(close(fds[0]), "a device is closed");

	fds[0] = posix_openpt(O_RDWR | O_NOCTTY);
	TEST_ASSERT(fds[0] >= 0, "no terminal: %s", strerror(errno));
	snprintf(source, sizeof(source), "fd:%d", fds[0]);
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason), -EINVAL,
		"a terminal is read");
	TEST_ASSERT_NOT_NULL(strstr(reason, "is a terminal"), "%s", reason);
	TEST_ASSERT_SUCCESS(close(fds[0]), "a terminal is closed");
	return TEST_SUCCESS;
}

/* Reading a source must not be felt at start-up: less than a millisecond. */
static int
test_source_time(void)
{
	static const char * const list[] = {
		A, "file:%/good", "generate:%/good", "env:VFIO_TEST_GOOD", "random",
	};
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	unsigned int i, round;
	rte_uuid_t got;

	for (i = 0; i < RTE_DIM(list); i++) {
		uint64_t best = UINT64_MAX, start, us;

		expand(source, sizeof(source), list[i]);
		for (round = 0; round < 100; round++) {
			start = rte_get_timer_cycles();
			TEST_ASSERT_SUCCESS(vfio_token_source_read(source, got,
				reason), "%s", reason);
			best = RTE_MIN(best, rte_get_timer_cycles() - start);
		}
		us = best * 1000000 / rte_get_timer_hz();
		printf("%.8s: %" PRIu64 " us\n", list[i], us);
		TEST_ASSERT(us < 1000, "%s takes %" PRIu64 " us", list[i], us);
	}
	return TEST_SUCCESS;
}

/* Made once, as a version 4 UUID that its owner alone can read. */
static int
test_source_generate(void)
{
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	const char *path = source + strlen("generate:");
	const mode_t mask = umask(0777);
	rte_uuid_t first, second;
	struct stat st;
	unsigned int files;
	int ret;

	files = count_entries(sysfs);
	expand(source, sizeof(source), "generate:%/made");
	ret = vfio_token_source_read(source, first, reason);
	umask(mask);
	TEST_ASSERT_SUCCESS(ret, "%s", reason);
	TEST_ASSERT_SUCCESS(stat(path, &st), "stat");
	TEST_ASSERT_EQUAL(st.st_mode, (mode_t)(S_IFREG | 0600), "mode %o", st.st_mode);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");
	TEST_ASSERT(first[6] >> 4 == 4 && first[8] >> 6 == 2, "no version 4");
	TEST_ASSERT_SUCCESS(vfio_token_source_read(source, second, reason),
		"%s", reason);
	TEST_ASSERT(rte_uuid_compare(first, second) == 0, "made twice");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	TEST_ASSERT_SUCCESS(vfio_token_source_read(source, second, reason),
		"%s", reason);
	TEST_ASSERT(rte_uuid_compare(first, second) != 0, "made alike");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	return TEST_SUCCESS;
}

/* A token that was given as a path is not told by what is said of the file. */
static int
test_source_generate_token(void)
{
	char folder[PATH_MAX];
	bool hidden;
	int ret;

	TEST_ASSERT(getcwd(folder, sizeof(folder)) != NULL && chdir(sysfs) == 0,
		"chdir: %s", strerror(errno));
	capture_start();
	ret = set_token(NULL, "generate:" A);
	hidden = !shows(capture_text(), A);
	capture_end();
	unlink(A);
	TEST_ASSERT_SUCCESS(chdir(folder), "chdir");
	TEST_ASSERT(ret == 0 && hidden, "the token is shown");
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* In a folder where others can put a file, none is made, and none is taken. */
static int
test_source_generate_folder(void)
{
	static const struct {
		const char *name;
		mode_t mode;
		bool has_file;
		int expect;
	} rows[] = {
		{ "private", 0700, false, 0 },
		{ "readable", 0755, false, 0 },
		{ "sticky", 01777, false, 0 },
		{ "group's", 0770, false, -EPERM },
		{ "everybody's", 0777, false, -EPERM },
		{ "everybody's, and a file", 0777, true, -EPERM },
	};
	char folder[PATH_MAX], path[PATH_MAX + 8], source[PATH_MAX + 32];
	char reason[VFIO_TOKEN_REASON_LEN];
	rte_uuid_t got;
	unsigned int i;
	FILE *f;

	for (i = 0; i < RTE_DIM(rows); i++) {
		snprintf(folder, sizeof(folder), "%s/folder", sysfs);
		snprintf(path, sizeof(path), "%s/made", folder);
		snprintf(source, sizeof(source), "generate:%s", path);
		TEST_ASSERT_SUCCESS(mkdir(folder, 0700), "mkdir");
		TEST_ASSERT_SUCCESS(chmod(folder, rows[i].mode), "chmod");
		if (rows[i].has_file) {
			f = fopen(path, "w");
			TEST_ASSERT(f != NULL && fputs(A "\n", f) > 0 &&
				fclose(f) == 0 && chmod(path, 0600) == 0,
				"%s", path);
		}
		TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason),
			rows[i].expect, "%s: %s", rows[i].name, reason);
		TEST_ASSERT(rows[i].expect == 0 || strstr(reason,
			"made: its folder can be written by other users"),
			"%s: %s", rows[i].name, reason);
		TEST_ASSERT((unlink(path) == 0) ==
			(rows[i].has_file || rows[i].expect == 0),
			"%s: a file was made, or was not", rows[i].name);
		TEST_ASSERT_SUCCESS(rmdir(folder), "files were left");
	}
	return TEST_SUCCESS;
}

/* What a disk has, and when: owned by the test below. */
static struct {
	unsigned int syncs;
	unsigned int syncs_when_linked;
} disk;

static int
counted_fsync(int fd)
{
	disk.syncs++;
	return vfio_sys_real()->fsync(fd);
}

static int
counted_link(const char *from, const char *to)
{
	disk.syncs_when_linked = disk.syncs;
	return vfio_sys_real()->link(from, to);
}

/* A token that the kernel has is on the disk before its name is. */
static int
test_source_generate_sync(void)
{
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	/* in use for longer than this function when a check fails */
	static struct vfio_sys sys;
	rte_uuid_t got;

	memset(&disk, 0, sizeof(disk));
	sys = *vfio_sys();
	sys.fsync = counted_fsync;
	sys.link = counted_link;
	vfio_sys_replace(&sys);
	expand(source, sizeof(source), "generate:%/synced");
	TEST_ASSERT_SUCCESS(vfio_token_source_read(source, got, reason),
		"%s", reason);
	vfio_sys_replace(NULL);
	TEST_ASSERT_SUCCESS(unlink(source + strlen("generate:")), "unlink");
	TEST_ASSERT_EQUAL(disk.syncs, 1, "%u syncs", disk.syncs);
	TEST_ASSERT_EQUAL(disk.syncs_when_linked, 1, "linked before the sync");
	return TEST_SUCCESS;
}

/* Processes that start at once end with the same token. */
static int
test_source_generate_race(void)
{
	enum { PROCESSES = 8 };
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	const char *path = source + strlen("generate:");
	rte_uuid_t got[PROCESSES];
	unsigned int round, i;
	int go[2], back[2];
	char byte;

	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);

	/* each file that is made is told at NOTICE */
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_WARNING);
	expand(source, sizeof(source), "generate:%/raced");
	for (round = 0; round < 50; round++) {
		TEST_ASSERT(pipe(go) == 0 && pipe(back) == 0, "pipe");
		for (i = 0; i < PROCESSES; i++) {
			const pid_t pid = fork();

			TEST_ASSERT(pid >= 0, "fork");
			if (pid != 0)
				continue;
			close(go[1]);
			if (read(go[0], &byte, 1) != 0 || vfio_token_source_read(
					source, got[0], reason) < 0)
				memset(got[0], 0, sizeof(got[0]));
			_exit(write(back[1], got[0], 16) != 16);
		}
		close(go[1]);
		close(go[0]);
		for (i = 0; i < PROCESSES; i++)
			TEST_ASSERT(read(back[0], got[i], 16) == 16, "read");
		while (wait(NULL) > 0)
			;
		close(back[0]);
		close(back[1]);
		for (i = 0; i < PROCESSES; i++)
			TEST_ASSERT(!rte_uuid_is_null(got[i]) &&
				rte_uuid_compare(got[0], got[i]) == 0,
				"round %u: process %u has another", round, i);
		TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	}
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	return TEST_SUCCESS;
}

/* A disk that is full, and a generator that fails. */
static ssize_t
full_disk(int fd __rte_unused, const void *buf __rte_unused,
		size_t n __rte_unused)
{
	errno = ENOSPC;
	return -1;
}

static int
broken_disk(int fd __rte_unused)
{
	errno = EIO;
	return -1;
}

/* Ready, but another reader is always quicker; in the end the test gives up. */
static unsigned int reads;

static int
always_ready(struct pollfd *fds, nfds_t n, int timeout)
{
	return fds != NULL ? 1 : vfio_sys_real()->poll(fds, n, timeout);
}

static ssize_t
nothing_read(int fd __rte_unused, void *buf __rte_unused,
		size_t n __rte_unused)
{
	errno = ++reads > 100000 ? EIO : EAGAIN;
	return -1;
}

static ssize_t
no_random(void *buf __rte_unused, size_t n __rte_unused,
		unsigned int flags __rte_unused)
{
	errno = ENOSYS;
	return -1;
}

static ssize_t
few_random(void *buf __rte_unused, size_t n __rte_unused,
		unsigned int flags __rte_unused)
{
	return 5;
}

static int
another_users(int fd, struct stat *st)
{
	const int ret = vfio_sys_real()->fstat(fd, st);

	st->st_uid = geteuid() + 1;
	return ret;
}

static int
never_ready(struct pollfd *fds __rte_unused, nfds_t n __rte_unused,
		int timeout __rte_unused)
{
	return 0;
}

static int
test_source_faults(void)
{
	char source[PATH_MAX], reason[VFIO_TOKEN_REASON_LEN];
	/* in use for longer than this function when a check fails */
	static struct vfio_sys sys;
	unsigned int files = count_entries(sysfs);
	rte_uuid_t got;

	sys = *vfio_sys();

	expand(source, sizeof(source), "generate:%/faulty");
	sys.write = full_disk;
	sys.fsync = broken_disk;
	vfio_sys_replace(&sys);
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason), -ENOSPC,
		"full disk: %s", reason);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");

	vfio_sys_replace(NULL);
	sys = *vfio_sys();
	sys.getrandom = no_random;
	vfio_sys_replace(&sys);
	TEST_ASSERT_EQUAL(vfio_token_source_read("random", got, reason), -ENOSYS,
		"no random numbers: %s", reason);
	TEST_ASSERT(rte_uuid_is_null(got), "a token all the same");
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason), -ENOSYS,
		"no random numbers: %s", reason);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	sys.getrandom = few_random;
	TEST_ASSERT_EQUAL(vfio_token_source_read("random", got, reason), -EIO,
		"few random bytes: %s", reason);
	vfio_sys_replace(NULL);

	sys = *vfio_sys();
	sys.fstat = another_users;
	vfio_sys_replace(&sys);
	expand(source, sizeof(source), "generate:%/good");
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason), -EPERM,
		"another user's file: %s", reason);
	expand(source, sizeof(source), "file:%/good");
	TEST_ASSERT_SUCCESS(vfio_token_source_read(source, got, reason),
		"another user's file, that was asked for: %s", reason);
	vfio_sys_replace(NULL);

	sys = *vfio_sys();
	sys.poll = never_ready;
	vfio_sys_replace(&sys);
	expand(source, sizeof(source), "file:%/fifo");
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason),
		-ETIMEDOUT, "a FIFO without a writer: %s", reason);
	sys.poll = always_ready;
	sys.read = nothing_read;
	reads = 0;
	TEST_ASSERT_EQUAL(vfio_token_source_read(source, got, reason),
		-ETIMEDOUT, "a FIFO with another reader: %s", reason);
	TEST_ASSERT(reads < 1000, "it spins: %u reads", reads);
	vfio_sys_replace(NULL);

	TEST_ASSERT_SUCCESS(vfio_token_source_read("random", got, reason),
		"%s", reason);
	TEST_ASSERT(got[6] >> 4 == 4 && got[8] >> 6 == 2, "no version 4");
	return TEST_SUCCESS;
}

/* The token that is the default. */
static bool
is_default(const char *text)
{
	rte_uuid_t want, got;

	rte_eal_vfio_get_vf_token(got);
	return text == NULL ? rte_uuid_is_null(got) :
		rte_uuid_parse(text, want) == 0 &&
		rte_uuid_compare(want, got) == 0;
}

static int
take_quietly(char **argv, unsigned int options)
{
	const int ret = take(argv, options);

	capture_end();
	return ret;
}

static int
test_args(void)
{
	char one[] = "--vfio-vf-token=" A, two[] = "--vfio-vf-tok", value[] = A;
	char pf[] = "--vfio-vf-token=ffff:01:00.0=" B;
	char file[] = "--vfio-vf-token=file:/nowhere=at all";
	char after[] = "--vfio-vf-token=" B, bad[] = "--vfio-vf-token=d1b0a5c4";
	char name[] = "test", end[] = "--", other[] = "--vfio-intr=msix";
	char literal[] = "--vfio-vf-token=" A;
	char slip[] = "--vfio-vf-token=file:" A;
	char *equals[ARGS] = { name, other, one, pf, end, after, NULL };
	char *apart[ARGS] = { name, two, value, NULL };
	char *files[ARGS] = { name, file, NULL };
	char *wrong[ARGS] = { name, bad, NULL };
	char *slips[ARGS] = { name, slip, NULL };
	char *fixed[ARGS] = { name, literal, NULL };
	const size_t page = sysconf(_SC_PAGESIZE);
	char *constant;

	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(take_quietly(equals, 2), "not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT_SUCCESS(strcmp(one, "--vfio-vf-token="
		"************************************"), "still shown: %s", one);
	TEST_ASSERT_SUCCESS(strcmp(pf, "--vfio-vf-token=ffff:01:00.0="
		"************************************"), "still shown: %s", pf);
	TEST_ASSERT_SUCCESS(strcmp(after, "--vfio-vf-token="
		"************************************"), "still shown: %s", after);

	/* the same arguments again, as after a failure of rte_eal_init() */
	TEST_ASSERT_SUCCESS(take_quietly(equals, 2), "not taken again");
	TEST_ASSERT(is_default(A), "forgotten");
	TEST_ASSERT(has_own_token("ffff:01:00.0", B), "forgotten for the PF");

	/* other arguments: nothing of the old ones is left */
	TEST_ASSERT_SUCCESS(take_quietly(apart, 1), "two arguments are not taken");
	TEST_ASSERT(is_default(A) && strspn(value, "*") == strlen(value),
		"still shown: %s", value);
	TEST_ASSERT(!has_own_token("ffff:01:00.0", NULL), "an old PF's is left");

	TEST_ASSERT_FAIL(take_quietly(files, 1), "no file, but taken");
	TEST_ASSERT_SUCCESS(strcmp(file, "--vfio-vf-token=file:/nowhere=at all"),
		"overwritten: %s", file);
	TEST_ASSERT_FAIL(take_quietly(wrong, 1), "no UUID, but taken");
	TEST_ASSERT_NULL(strstr(bad, "d1b0"), "still shown: %s", bad);
	TEST_ASSERT_FAIL(take_quietly(slips, 1), "no file, but taken");
	TEST_ASSERT(!shows(slip, A), "still shown: %s", slip);
	TEST_ASSERT_FAIL(take_quietly(apart, 2), "getopt has seen more, but taken");

	/* text that cannot be written to, as string literals cannot */
	constant = mmap(NULL, page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	TEST_ASSERT(constant != MAP_FAILED, "mmap");
	strcpy(constant, literal);
	TEST_ASSERT_SUCCESS(mprotect(constant, page, PROT_READ), "mprotect");
	fixed[1] = constant;
	TEST_ASSERT_SUCCESS(take_quietly(fixed, 1), "a constant is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT(fixed[1] != constant && strstr(fixed[1], "d1b0") == NULL,
		"still shown: %s", fixed[1]);
	free(fixed[1]);
	munmap(constant, page);
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/*
 * Fork a child that opens the VF, or calls rte_eal_init() and opens it then.
 * Returns what the open does there, if the log has a message.
 */
static int
in_child(bool inits, const char *message)
{
	const struct vfio_rules_target *t = &vfio_model_targets[RULES_VF];
	char name[] = "test";
	char *none[2] = { name, NULL };
	int status, fd;
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		capture_start();
		if (inits)
			vfio_token_option_take(1, none);
		fd = vfio_open_in_group(t->group_fd, sysfs, VF, true);
		_exit(strstr(capture_text(), message) == NULL ? EPROTO :
			fd < 0 ? -fd : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return -WEXITSTATUS(status);
}

/*
 * A child that is forked before rte_eal_init() has the tokens, as it may be
 * the one that calls it; one that is forked after it does not, and says so.
 */
static int
test_store_fork(void)
{
	char name[] = "test", owner[] = PF " vf_token=" A;
	char *none[ARGS] = { name, NULL };
	int pf;

	vfio_token_cleanup();
	vfio_model_install();
	pf = ioctl(vfio_model_targets[RULES_PF].group_fd,
			VFIO_GROUP_GET_DEVICE_FD, owner);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	TEST_ASSERT_EQUAL(in_child(false, ""), 0, "lost before rte_eal_init()");
	TEST_ASSERT_EQUAL(in_child(true, ""), 0, "lost by rte_eal_init()");
	TEST_ASSERT_SUCCESS(take_quietly(none, 0), "arguments");
	TEST_ASSERT_EQUAL(in_child(false,
		VF ": the VF tokens of this process were lost when it was forked"), -ENOKEY,
		"inherited after rte_eal_init(), or lost without a word");
	TEST_ASSERT_EQUAL(in_child(true, "VF tokens given before this process was forked are lost"),
		-EACCES, "inherited after rte_eal_init(), or lost without a word");
	close(pf);
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* What was meant as the option, and is not. */
static const struct misplaced_row {
	const char *name; /* the argument before, or NULL */
	const char *arg;
	const char *as; /* what is left of it; NULL: all */
	bool at_end;    /* behind "--" */
} misplaced_rows[] = {
#define STARS "************************************"
	{ NULL, "--vfio-vf-tokn=" A, "--vfio-vf-tokn=" STARS, false },
	{ NULL, "--vfio-vf-token0=" A, "--vfio-vf-token0=" STARS, false },
	{ NULL, "--vfio_vf_token=" A, "--vfio_vf_token=" STARS, false },
	{ NULL, "--VFIO-VF-TOKEN=" A, "--VFIO-VF-TOKEN=" STARS, false },
	{ NULL, "--vfio-token=" A, "--vfio-token=" STARS, false },
	{ NULL, "--vf-token=" A, "--vf-token=" STARS, false },
	{ NULL, "--vfoi-vf-toekn=" A, "--vfoi-vf-toekn=" STARS, false },
	{ NULL, "-vfio-vf-token=" A, "-vfio-vf-token=" STARS, false },
	{ NULL, "vfio-vf-token=" A, "vfio-vf-token=" STARS, false },
	{ NULL, "--vfio=" A, "--vfio=" STARS, false },
	{ NULL, "--v=" A, "--v=" STARS, false },
	{ NULL, "--vfio-vf-tokn=" PF "=" A, "--vfio-vf-tokn=" PF "=" STARS, false },
	{ "--vfio-vf-tokn", A, STARS, false },
	{ "-a", VF ",vf_token=" A, VF ",vf_token=" STARS, false },
	{ "-a", VF ",x=1,vf-token=" A, VF ",x=1,vf-token=" STARS, false },
	{ NULL, "--vfio-vf-token=" A, "--vfio-vf-token=" STARS, true },
	{ NULL, "--vfio-vf-tokn=" A, "--vfio-vf-tokn=" STARS, true },
	{ "--vfio-vf-token", A, STARS, true },
	/* no token, or something else that has a UUID */
	{ NULL, "--vfio-vf-tokn=file:/run/token", NULL, false },
	{ NULL, "--vfio-intr=msix", NULL, false },
	{ NULL, "--file-prefix=" A, NULL, false },
	{ "--file-prefix", A, NULL, false },
	{ NULL, "--vdev=net_null0,name=" A, NULL, false },
	{ NULL, "--uuid=" A, NULL, true },
	{ NULL, "", NULL, false },
	{ NULL, "=", NULL, false },
	{ NULL, "=,=", NULL, false },
};

static bool
misplaced_row_holds(const struct misplaced_row *row)
{
	char name[] = "test", end[] = "--", before[128], arg[128];
	char *argv[ARGS] = { name };
	bool warns, holds;
	int argc = 1;

	if (row->at_end)
		argv[argc++] = end;
	if (row->name != NULL) {
		snprintf(before, sizeof(before), "%s", row->name);
		argv[argc++] = before;
	}
	snprintf(arg, sizeof(arg), "%s", row->arg);
	argv[argc++] = arg;
	capture_start();
	vfio_token_option_take(argc, argv);
	warns = strstr(capture_text(), "behind \"--\" is not for EAL") != NULL;
	capture_end();
	holds = strcmp(arg, row->as != NULL ? row->as : row->arg) == 0 &&
		warns == (row->at_end && row->as != NULL) && is_default(NULL);
	if (!holds)
		printf("misplaced '%s': '%s' is left\n", row->arg, arg);
	return holds;
}

static int
test_args_misplaced(void)
{
	unsigned int i, failed = 0;

	vfio_token_cleanup();
	for (i = 0; i < RTE_DIM(misplaced_rows); i++)
		failed += !misplaced_row_holds(&misplaced_rows[i]);
	vfio_token_cleanup();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/*
 * What a second call of rte_eal_init() no longer gives is gone, what it gives
 * is known: EAL's parser has left the program's name in the place of the last
 * argument meanwhile.
 */
static int
test_args_again(void)
{
	char name[] = "test", env[] = "--vfio-vf-token=env:VFIO_TEST_TOKEN";
	char apart[] = "--vfio-vf-token", value[] = A, other[] = "--no-huge";
	char *first[ARGS] = { name, env, other, NULL };
	char *is_last[ARGS] = { name, other, env, NULL };
	char *is_last_apart[ARGS] = { name, other, apart, value, NULL };

	vfio_token_cleanup();
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT_SUCCESS(take_quietly(first, 1), "not taken");
	first[2] = name; /* as the parser does */
	TEST_ASSERT_SUCCESS(take_quietly(first, 1), "not taken again");
	TEST_ASSERT(is_default(A), "given again, but forgotten");
	first[1] = other;
	TEST_ASSERT_SUCCESS(take_quietly(first, 0), "not taken again");
	TEST_ASSERT(is_default(NULL), "not given any more, but known");

	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT_SUCCESS(take_quietly(is_last, 1), "not taken");
	is_last[2] = name;
	TEST_ASSERT_SUCCESS(take_quietly(is_last, 0), "not taken again");
	TEST_ASSERT(is_default(A), "the last argument is forgotten");
	TEST_ASSERT_SUCCESS(take_quietly(is_last, 0), "not taken a third time");
	TEST_ASSERT(is_default(A), "the last argument is forgotten");
	is_last[1] = name; /* so the array is now { name, name, name } */
	is_last[2] = other;
	TEST_ASSERT_SUCCESS(take_quietly(is_last, 0), "not taken again");
	TEST_ASSERT(is_default(NULL), "not given any more, but known");

	TEST_ASSERT_SUCCESS(take_quietly(is_last_apart, 1), "not taken");
	is_last_apart[3] = name;
	TEST_ASSERT_SUCCESS(take_quietly(is_last_apart, 1), "not taken again");
	TEST_ASSERT(is_default(A), "the last argument is forgotten");

	/* a variable that is set again has another token */
	setenv("VFIO_TEST_TOKEN", A, 1);
	first[1] = env;
	TEST_ASSERT_SUCCESS(take_quietly(first, 1), "not taken");
	setenv("VFIO_TEST_TOKEN", B, 1);
	TEST_ASSERT_SUCCESS(take_quietly(first, 1), "not taken again");
	TEST_ASSERT(is_default(B), "the old token");
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* A variable in memory that cannot be written to, as of putenv("NAME=..."). */
static int
test_args_constant_variable(void)
{
	char name[] = "test", env[] = "--vfio-vf-token=env:VFIO_TEST_TOKEN";
	char *none[ARGS] = { name, NULL }, *by_env[ARGS] = { name, env, NULL };
	const size_t page = sysconf(_SC_PAGESIZE);
	char *constant, *other;

	constant = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	TEST_ASSERT(constant != MAP_FAILED, "mmap");
	other = constant + page;
	strcpy(constant, VFIO_TOKEN_VARIABLE "=" A);
	strcpy(other, "VFIO_TEST_TOKEN=" B);
	TEST_ASSERT_SUCCESS(mprotect(constant, 2 * page, PROT_READ), "mprotect");

	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(putenv(constant), "putenv");
	TEST_ASSERT_SUCCESS(take_quietly(none, 0), "the variable is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT_NULL(getenv(VFIO_TOKEN_VARIABLE), "the variable is there");
	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(putenv(other), "putenv");
	TEST_ASSERT_SUCCESS(take_quietly(by_env, 1), "the variable is not taken");
	TEST_ASSERT(is_default(B), "another default");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	vfio_token_cleanup();
	munmap(constant, 2 * page);
	return TEST_SUCCESS;
}

static int
test_args_variable(void)
{
	char name[] = "test", option[] = "--vfio-vf-token=" B;
	char env[] = "--vfio-vf-token=env:VFIO_TEST_TOKEN";
	char env_pf[] = "--vfio-vf-token=ffff:01:00.0=env:VFIO_TEST_TOKEN";
	char *none[ARGS] = { name, NULL };
	char *wins[ARGS] = { name, option, NULL };
	char *both[ARGS] = { name, env, env_pf, NULL };
	char *text;

	vfio_token_cleanup();
	setenv(VFIO_TOKEN_VARIABLE, A ",ffff:01:00.0=" B, 1);
	text = getenv(VFIO_TOKEN_VARIABLE);
	TEST_ASSERT_NOT_NULL(text, "setenv");
	TEST_ASSERT_SUCCESS(take_quietly(none, 0), "the variable is not taken");
	TEST_ASSERT(is_default(A) && has_own_token("ffff:01:00.0", NULL),
		"the variable's tokens are not there");
	TEST_ASSERT_NULL(getenv(VFIO_TOKEN_VARIABLE), "the variable is there");
	TEST_ASSERT(!shows(text, A) && !shows(text, B),
		"the variable's text is there");

	TEST_ASSERT_SUCCESS(take_quietly(none, 0), "again");
	TEST_ASSERT(is_default(A), "forgotten with the variable");
	setenv(VFIO_TOKEN_VARIABLE, A, 1);
	TEST_ASSERT_SUCCESS(take_quietly(wins, 1), "option and variable");
	TEST_ASSERT(is_default(B), "the variable has won");

	setenv(VFIO_TOKEN_VARIABLE, A "," B, 1);
	TEST_ASSERT_FAIL(take_quietly(none, 0), "the default twice, but taken");
	setenv(VFIO_TOKEN_VARIABLE, "", 1);
	TEST_ASSERT_FAIL(take_quietly(none, 0), "nothing, but taken");

	/* one variable for two PFs; gone after both have it */
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT_SUCCESS(take_quietly(both, 2), "a variable for two");
	TEST_ASSERT(is_default(A) && has_own_token("ffff:01:00.0", NULL), "not both");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	TEST_ASSERT_SUCCESS(take_quietly(both, 2), "a variable that is gone");
	TEST_ASSERT(is_default(A), "forgotten with the variable");
	vfio_token_cleanup();
	TEST_ASSERT_FAIL(take_quietly(both, 2), "never known, but taken");
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

static struct unit_test_suite vf_token_suite = {
	.suite_name = "VFIO VF token",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_address),
		TEST_CASE(test_option),
		TEST_CASE(test_store),
		TEST_CASE(test_store_many),
		TEST_CASE(test_store_default),
		TEST_CASE(test_source),
		TEST_CASE(test_source_fd),
		TEST_CASE(test_source_fd_open),
		TEST_CASE(test_source_time),
		TEST_CASE(test_source_generate),
		TEST_CASE(test_source_generate_token),
		TEST_CASE(test_source_generate_folder),
		TEST_CASE(test_source_generate_sync),
		TEST_CASE(test_source_generate_race),
		TEST_CASE(test_source_faults),
		TEST_CASE(test_args),
		TEST_CASE(test_args_misplaced),
		TEST_CASE(test_args_again),
		TEST_CASE(test_args_constant_variable),
		TEST_CASE(test_args_variable),
		TEST_CASE(test_store_fork),
		TEST_CASE(test_role),
		TEST_CASE(test_rules),
		TEST_CASE(test_feature),
		TEST_CASE(test_open),
		TEST_CASE(test_open_sets),
		TEST_CASES_END()
	}
};

static int
test_vfio_vf_token(void)
{
	return unit_test_suite_runner(&vf_token_suite);
}

REGISTER_FAST_TEST(vfio_vf_token_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token);
