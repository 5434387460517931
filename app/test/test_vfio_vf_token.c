/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VF tokens, from the option to the open of a device, on a model of the
 * kernel and a made-up sysfs. Tables of rows; a row that fails is named, and
 * every row is run.
 */

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include "eal_vfio_feature.h"
#include "eal_vfio_open.h"
#include "eal_vfio_sriov.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"
#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_kernel_rules.h"

#define PF "0000:01:00.0"
#define VF "0000:01:10.0"
#define PLAIN "0000:00:03.0"
#define FOREIGN_PF "0000:02:00.0"
#define FOREIGN_VF "0000:02:10.0"
#define A RULES_TOKEN_A
#define B RULES_TOKEN_B

/* What is logged while a row runs. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} captured;

static void
capture_start(void)
{
	captured.stream = open_memstream(&captured.text, &captured.size);
	rte_openlog_stream(captured.stream);
}

/* The text lives until capture_end(). */
static const char *
capture_text(void)
{
	fflush(captured.stream);
	return captured.text;
}

static void
capture_end(void)
{
	rte_openlog_stream(NULL);
	fclose(captured.stream);
	free(captured.text);
}

static unsigned int
count_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Case does not make a token another one. */
static bool
shows(const char *text, const char *secret)
{
	return strcasestr(text, secret) != NULL;
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
	{ "", -EINVAL, NULL },
	{ ":", -EINVAL, NULL },
	{ "01:00", -EINVAL, NULL },
	{ "01:00.", -EINVAL, NULL },
	{ "01:00.8", -EINVAL, NULL },
	{ "01:20.0", -EINVAL, NULL },
	{ "100:00.0", -EINVAL, NULL },
	{ "100000000:01:00.0", -EINVAL, NULL },
	{ "0000:01:00.0 ", -EINVAL, NULL },
	{ " 0000:01:00.0", -EINVAL, NULL },
	{ "0000:01:00.0.0", -EINVAL, NULL },
	{ "0000:01:00:0", -EINVAL, NULL },
	{ "0x0:01:00.0", -EINVAL, NULL },
	{ "-1:00.0", -EINVAL, NULL },
	{ "+1:00.0", -EINVAL, NULL },
	{ "0000:00:01:00.0", -EINVAL, NULL },
	{ "g1:00.0", -EINVAL, NULL },
	{ "eth0", -EINVAL, NULL },
};

static int
test_address(void)
{
	struct vfio_pci_addr addr;
	char text[VFIO_PCI_ADDR_STRLEN] = "";
	unsigned int i, failed = 0;
	int ret;

	for (i = 0; i < RTE_DIM(address_rows); i++) {
		const struct address_row *row = &address_rows[i];

		ret = vfio_pci_addr_parse(row->text, &addr);
		if (ret == 0)
			snprintf(text, sizeof(text), VFIO_PCI_ADDR_FMT,
				VFIO_PCI_ADDR_ARGS(&addr));
		if (ret != row->expect ||
				(ret == 0 && strcmp(text, row->as) != 0)) {
			printf("address '%s': %d expected, %d found\n",
				row->text, row->expect, ret);
			failed++;
		}
	}
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
	{ NULL, "", -EINVAL, "there is no token" },
	{ NULL, "=", -EINVAL, "no PCI address" },
	{ NULL, "=" A, -EINVAL, "no PCI address" },
	{ NULL, "ffff:01:00.0=", -EINVAL, "for PF ffff:01:00.0 rejected: there is no token" },
	{ NULL, "ffff:01:00.0", -EINVAL, "has 12" },
	{ NULL, A "=ffff:01:00.0", -EINVAL, "no PCI address" },
	{ NULL, "01:00.8=" A, -EINVAL, "no PCI address" },
	{ NULL, "eth0=" A, -EINVAL, "no PCI address" },
	{ NULL, "ffff:01:00.0=ffff:01:00.0=" A, -EINVAL, "has 49" },
	{ NULL, "1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", -EINVAL, "has 35" },
	{ NULL, "0d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", -EINVAL, "has 37" },
	{ NULL, "d1b0a5c47c574e0f9a9b3f6f2f1e0a01", -EINVAL, "has 32" },
	{ NULL, "{" A "}", -EINVAL, "has 38" },
	{ NULL, " " A, -EINVAL, "has 37" },
	{ NULL, A " ", -EINVAL, "has 37" },
	{ NULL, A "\n", -EINVAL, "has 37" },
	{ NULL, "urn:uuid:" A, -EINVAL, "has 45" },
	{ NULL, "d1b0a5c47-c57-4e0f-9a9b-3f6f2f1e0a01", -EINVAL, "with hyphens" },
	{ NULL, "d1b0a5c4_7c57_4e0f_9a9b_3f6f2f1e0a01", -EINVAL, "with hyphens" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0g", -EINVAL, "hexadecimal" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b- f6f2f1e0a01", -EINVAL, "hexadecimal" },
	{ NULL, "00000000-0000-0000-0000-000000000000", -EINVAL, "nil UUID" },
	{ A, B, -EEXIST, "the default has a token already" },
	{ A, A, -EEXIST, "the default has a token already" },
	{ "ffff:01:00.0=" A, "ffff:01:00.0=" B, -EEXIST, "this PF has a token already" },
	{ "ffff:01:00.0=" A, "FFFF:1:0.0=" B, -EEXIST, "this PF has a token already" },
};

static bool
option_row_holds(const struct option_row *row)
{
	const char *source = strrchr(row->value, '=');
	const char *log;
	rte_uuid_t token;
	bool holds;
	int ret;

	vfio_token_store_clear();
	if (row->before != NULL && vfio_token_option(row->before, false) < 0)
		return false;

	capture_start();
	ret = vfio_token_option(row->value, false);
	log = capture_text();
	source = source != NULL ? source + 1 : row->value;
	holds = ret == row->expect && !shows(log, A) && !shows(log, B) &&
		(strlen(source) < 32 || !shows(log, source));
	if (row->message == NULL)
		holds &= *log == '\0';
	else
		holds &= strstr(log, row->message) != NULL &&
			count_lines(log) == 1;
	if (ret < 0)
		holds &= strstr(log, "--vfio-vf-token") != NULL;
	/* what was rejected is not there, what was there stays */
	if (row->before == NULL && ret < 0)
		holds &= !vfio_token_store_own(NULL, token);
	capture_end();

	if (!holds)
		printf("option '%s': %d expected, %d found\n", row->value,
			row->expect, ret);
	return holds;
}

static int
test_option(void)
{
	unsigned int i, failed = 0;

	for (i = 0; i < RTE_DIM(option_rows); i++)
		failed += !option_row_holds(&option_rows[i]);
	vfio_token_store_clear();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

static int
test_store(void)
{
	struct vfio_pci_addr pf = { .bus = 1 }, other = { .bus = 2 };
	rte_uuid_t a, b, got;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, a), "token A");
	TEST_ASSERT_SUCCESS(rte_uuid_parse(B, b), "token B");

	vfio_token_store_clear();
	TEST_ASSERT(!vfio_token_store_find(&pf, got), "an empty store has a token");
	TEST_ASSERT_SUCCESS(vfio_token_store_add(NULL, a, NULL, false), "no default");
	TEST_ASSERT_SUCCESS(vfio_token_store_add(&pf, b, NULL, false), "no PF's own");
	TEST_ASSERT_EQUAL(vfio_token_store_add(&pf, a, NULL, false), -EEXIST, "PF twice");
	TEST_ASSERT_EQUAL(vfio_token_store_add(NULL, b, NULL, false), -EEXIST, "default twice");

	TEST_ASSERT(vfio_token_store_find(&pf, got) &&
		rte_uuid_compare(got, b) == 0, "a PF's own token goes first");
	TEST_ASSERT(vfio_token_store_find(&other, got) &&
		rte_uuid_compare(got, a) == 0, "other PFs have the default");
	TEST_ASSERT(!vfio_token_store_own(&other, got),
		"the default is not another PF's own");

	vfio_token_store_clear();
	TEST_ASSERT(!vfio_token_store_find(&pf, got), "cleared, but has a token");
	return TEST_SUCCESS;
}

/* More PFs than one page of the store holds. */
static int
test_store_many(void)
{
	struct vfio_pci_addr pf = { 0 };
	rte_uuid_t token = { 0 }, got;
	unsigned int i;

	vfio_token_store_clear();
	for (i = 0; i < 500; i++) {
		pf.domain = i;
		token[0] = i & 0xff;
		token[1] = 1 + (i >> 8);
		TEST_ASSERT_SUCCESS(vfio_token_store_add(&pf, token, NULL, false),
			"PF %u is not taken", i);
	}
	for (i = 0; i < 500; i++) {
		pf.domain = i;
		TEST_ASSERT(vfio_token_store_own(&pf, got) &&
			got[0] == (i & 0xff) && got[1] == 1 + (i >> 8),
			"PF %u has another token", i);
	}
	vfio_token_store_clear();
	return TEST_SUCCESS;
}

/* rte_eal_vfio_get_vf_token() means the default token, as ever. */
static int
test_store_default(void)
{
	struct vfio_pci_addr pf = { .bus = 1 };
	rte_uuid_t a, got;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, a), "token A");
	vfio_token_store_clear();
	TEST_ASSERT_SUCCESS(vfio_token_store_add(&pf, a, NULL, false), "no PF's own");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(rte_uuid_is_null(got), "a PF's own token as the default");
	TEST_ASSERT_SUCCESS(vfio_token_store_add(NULL, a, NULL, false), "no default");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(rte_uuid_compare(got, a) == 0, "another default");
	vfio_token_store_clear();
	return TEST_SUCCESS;
}

/* A folder that looks like /sys/bus/pci/devices to who reads roles from it. */
static char sysfs[PATH_MAX / 2];

static const struct {
	const char *dev;
	const char *entry;
	const char *target; /* of the link; NULL: a file */
} sysfs_entries[] = {
	{ PF, "sriov_totalvfs", NULL },
	{ PF, "driver", "../drivers/vfio-pci" },
	{ PF, "virtfn0", "../" VF },
	{ VF, "physfn", "../" PF },
	{ VF, "driver", "../drivers/vfio-pci" },
	{ PLAIN, "driver", "../drivers/vfio-pci" },
	{ FOREIGN_PF, "sriov_totalvfs", NULL },
	{ FOREIGN_PF, "driver", "../drivers/igb" },
	{ FOREIGN_VF, "physfn", "../" FOREIGN_PF },
	{ FOREIGN_VF, "driver", "../drivers/vfio-pci" },
	/* a PF without VFs */
	{ "0000:03:00.0", "sriov_totalvfs", NULL },
	{ "0000:03:00.0", "driver", "../drivers/vfio-pci" },
	/* a VF on a driver of the vfio-pci family, its PF on vfio-pci */
	{ "0000:01:10.1", "physfn", "../" PF },
	{ "0000:01:10.1", "driver", "../drivers/mlx5_vfio_pci" },
	/* a VF whose PF no driver has */
	{ "0000:04:00.0", "sriov_totalvfs", NULL },
	{ "0000:04:10.0", "physfn", "../0000:04:00.0" },
	{ "0000:04:10.0", "driver", "../drivers/vfio-pci" },
	/* links that lead nowhere */
	{ "0000:05:10.0", "physfn", "../nowhere" },
	{ "0000:05:10.0", "driver", "../drivers/vfio-pci" },
	{ "0000:06:10.0", "physfn", "../" PF },
};

static int
sysfs_setup(void)
{
	char path[PATH_MAX];
	unsigned int i;
	FILE *f;

	snprintf(sysfs, sizeof(sysfs), "%s/vfio_vf_token.XXXXXX",
		getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	TEST_ASSERT_NOT_NULL(mkdtemp(sysfs), "mkdtemp: %s", strerror(errno));
	for (i = 0; i < RTE_DIM(sysfs_entries); i++) {
		snprintf(path, sizeof(path), "%s/%s", sysfs,
			sysfs_entries[i].dev);
		TEST_ASSERT(mkdir(path, 0700) == 0 || errno == EEXIST,
			"%s: %s", path, strerror(errno));
		strlcat(path, "/", sizeof(path));
		strlcat(path, sysfs_entries[i].entry, sizeof(path));
		if (sysfs_entries[i].target != NULL) {
			TEST_ASSERT_SUCCESS(symlink(sysfs_entries[i].target,
				path), "%s: %s", path, strerror(errno));
			continue;
		}
		f = fopen(path, "w");
		TEST_ASSERT_NOT_NULL(f, "%s: %s", path, strerror(errno));
		fclose(f);
	}
	return TEST_SUCCESS;
}

static int
remove_entry(const char *path, const struct stat *st __rte_unused,
		int type __rte_unused, struct FTW *ftw __rte_unused)
{
	return remove(path);
}

static void
sysfs_teardown(void)
{
	nftw(sysfs, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static const struct role_row {
	const char *dev;
	int expect;
	enum vfio_sriov_role role;
	const char *pf;
	bool has_vfs;
} role_rows[] = {
	{ PF, 0, VFIO_SRIOV_PF, PF, true },
	{ "0000:03:00.0", 0, VFIO_SRIOV_PF, "0000:03:00.0", false },
	{ VF, 0, VFIO_SRIOV_VF, PF, false },
	{ "0000:01:10.1", 0, VFIO_SRIOV_VF, PF, false },
	{ FOREIGN_VF, 0, VFIO_SRIOV_VF_UNGUARDED, FOREIGN_PF, false },
	{ "0000:04:10.0", 0, VFIO_SRIOV_VF_UNGUARDED, "0000:04:00.0", false },
	{ PLAIN, 0, VFIO_SRIOV_NONE, NULL, false },
	{ "dprc.1", 0, VFIO_SRIOV_NONE, NULL, false },
	{ "0000:05:10.0", -EINVAL, 0, NULL, false },
	{ "0000:06:10.0", -ENOENT, 0, NULL, false },
};

static int
test_role(void)
{
	struct vfio_sriov got;
	char pf[VFIO_PCI_ADDR_STRLEN], name[PATH_MAX + 1];
	unsigned int i, failed = 0;
	int ret;

	for (i = 0; i < RTE_DIM(role_rows); i++) {
		const struct role_row *row = &role_rows[i];

		ret = vfio_sriov_read(sysfs, row->dev, &got);
		snprintf(pf, sizeof(pf), VFIO_PCI_ADDR_FMT,
			VFIO_PCI_ADDR_ARGS(&got.pf));
		if (ret == row->expect && (ret < 0 ||
				(got.role == row->role &&
				 got.has_vfs == row->has_vfs &&
				 (row->pf == NULL || strcmp(pf, row->pf) == 0))))
			continue;
		printf("role of %s: %d expected, %d found, role %d, PF %s\n",
			row->dev, row->expect, ret, got.role, pf);
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

static int
test_feature(void)
{
	const struct vfio_rules_target *pf = &vfio_model_targets[RULES_PF];
	char name[] = PF;
	rte_uuid_t token;
	int fd;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, token), "token A");
	vfio_model_install();
	fd = vfio_sys()->ioctl(pf->group_fd, VFIO_GROUP_GET_DEVICE_FD, name);
	TEST_ASSERT(fd >= 0, "the PF does not open");

	TEST_ASSERT_SUCCESS(vfio_feature_probe(fd, 0, 0), "PROBE");
	TEST_ASSERT_SUCCESS(vfio_feature_probe(fd, 0,
		VFIO_DEVICE_FEATURE_SET), "PROBE|SET");
	TEST_ASSERT_EQUAL(vfio_feature_probe(fd, 0, VFIO_DEVICE_FEATURE_GET),
		-EINVAL, "PROBE|GET");
	TEST_ASSERT_EQUAL(vfio_feature_probe(fd, 0xffff, 0), -ENOTTY,
		"PROBE of what there is not");
	TEST_ASSERT_EQUAL(vfio_feature_probe(fd, 0x10000, 0), -EINVAL,
		"PROBE beyond the last index");
	TEST_ASSERT_EQUAL(vfio_feature_probe(fd, 0, 1), -EINVAL,
		"PROBE of no operation");
	TEST_ASSERT_EQUAL(vfio_feature_get(fd, 0, token, sizeof(token)),
		-EINVAL, "GET");
	TEST_ASSERT_EQUAL(vfio_feature_set(fd, 0, token, 15), -EINVAL,
		"SET of 15 bytes");
	TEST_ASSERT_EQUAL(vfio_feature_set(fd, 0, token, SIZE_MAX), -EINVAL,
		"SET of more than can be said");
	TEST_ASSERT_EQUAL(vfio_feature_set(fd, 0, token, UINT32_MAX - 7),
		-EINVAL, "SET of one byte more than can be said");
	TEST_ASSERT_SUCCESS(vfio_feature_set(fd, 0, token, sizeof(token)),
		"SET");
	TEST_ASSERT_EQUAL(vfio_feature_set(-1, 0, token, sizeof(token)),
		-EBADF, "SET on no descriptor");

	vfio_sys()->close(fd);
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
		-EACCES, 1, 0, "--vfio-vf-token=" PF "=<UUID>" },
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
		PLAIN " has no SR-IOV" },
	{ "VF, own token", RULES_VF, VF "=" A, A, false, {}, 0, 1, 0,
		VF " is a VF, the VF token given for it is not used" },
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
	owner = vfio_sys()->ioctl(vfio_model_targets[RULES_PF].group_fd,
			VFIO_GROUP_GET_DEVICE_FD, pf);
	if (row->vf_in_use)
		user = vfio_sys()->ioctl(vfio_model_targets[RULES_VF].group_fd,
				VFIO_GROUP_GET_DEVICE_FD, vf);
	vfio_sys()->close(owner);
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

	vfio_token_store_clear();
	user = kernel_before(row);
	capture_start();
	if (row->option != NULL)
		vfio_token_option(row->option, false);
	if (row->option2 != NULL)
		vfio_token_option(row->option2, false);
	capture_end();

	capture_start();
	fd = vfio_open_device(t->group_fd, sysfs, t->addr);
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

	vfio_sys()->close(fd);
	vfio_sys()->close(user);
	vfio_model_remove();
	vfio_token_store_clear();
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

	vfio_token_store_clear();
	TEST_ASSERT_SUCCESS(vfio_token_option(B, false), "the option");
	vfio_model_install();
	pf = vfio_open_device(t[RULES_PF].group_fd, sysfs, PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	vf = vfio_open_device(t[RULES_VF].group_fd, sysfs, VF);
	TEST_ASSERT(vf >= 0, "the VF does not open");
	TEST_ASSERT(vfio_sys()->ioctl(t[RULES_VF].group_fd,
		VFIO_GROUP_GET_DEVICE_FD, old) < 0 && errno == EACCES,
		"another token opens the VF");
	vfio_sys()->close(vf);
	vfio_sys()->close(pf);
	vfio_model_remove();
	vfio_token_store_clear();
	return TEST_SUCCESS;
}

static struct unit_test_suite vf_token_suite = {
	.suite_name = "VFIO VF token",
	.setup = sysfs_setup,
	.teardown = sysfs_teardown,
	.unit_test_cases = {
		TEST_CASE(test_address),
		TEST_CASE(test_option),
		TEST_CASE(test_store),
		TEST_CASE(test_store_many),
		TEST_CASE(test_store_default),
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

REGISTER_TEST_COMMAND(vfio_vf_token_autotest, test_vfio_vf_token);
