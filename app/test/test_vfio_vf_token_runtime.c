/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test VF tokens that change while EAL runs, on a model of the kernel: the
 * application's functions and rotation. Every row of a table is run, and each
 * row that fails is named.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_pci_vf_token.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"
#include "vfio_token_race.h"

/* Whether another process can open a VF with this token. */
static bool
vf_opens_with(const char *token)
{
	char name[128];
	int fd;

	snprintf(name, sizeof(name), VF " vf_token=%s", token);
	fd = ioctl(vfio_model_targets[RULES_VF].group_fd,
			VFIO_GROUP_GET_DEVICE_FD, name);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Only rotation changes the token of a PF that is open here. */
static int
test_set_busy(void)
{
	int pf;

	begin_without_tokens();
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "default");
	pf = open_quietly(PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_EQUAL(set_token(PF, B), -EBUSY, "own");
	TEST_ASSERT_EQUAL(remove_token(PF), -EBUSY, "remove own");
	setenv("VFIO_TEST_RUNTIME", B, 1);
	TEST_ASSERT_EQUAL(set_token(PF, "env:VFIO_TEST_RUNTIME"),
		-EBUSY, "own from a source");
	TEST_ASSERT_NOT_NULL(getenv("VFIO_TEST_RUNTIME"), "used up for nothing");
	TEST_ASSERT_EQUAL(set_token(NULL, B), -EBUSY, "default");
	TEST_ASSERT_EQUAL(remove_token(NULL), -EBUSY,
		"remove default");
	TEST_ASSERT_SUCCESS(set_token(OTHER_PF, B), "another PF");
	TEST_ASSERT(vf_opens(), "the VF does not open");

	/* after a rotation, the PF has its own token and the default is free */
	TEST_ASSERT_EQUAL(rotate_token(PF, NULL), -EINVAL, "no source");
	TEST_ASSERT_EQUAL(rte_pci_vf_token_rotate(NULL, B), -EINVAL, "no PF");
	TEST_ASSERT_SUCCESS(rotate_token(PF, B), "rotate");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "default in use");
	TEST_ASSERT(vf_opens_with(B) && vf_opens(), "the PF's own is gone");
	TEST_ASSERT_EQUAL(remove_token(PF), -EBUSY, "remove own");

	TEST_ASSERT_SUCCESS(close_device(PF, pf), "close");
	TEST_ASSERT(pf_has(PF, B), "forgotten with the device");
	TEST_ASSERT_SUCCESS(remove_token(PF), "busy when closed");
	return end_without_tokens();
}

/* Rotations; the PF is open with A unless the row says otherwise. */
static const struct rotate_row {
	const char *name;
	const char *device;
	const char *source; /* '%' is the directory */
	bool not_open;
	struct vfio_model kernel;
	int expect;
	const char *message;
} rotate_rows[] = {
	{ "text", PF, B, false, {}, 0, NULL },
	{ "file", PF, "file:%/b", false, {}, 0, NULL },
	{ "variable", PF, "env:VFIO_TEST_RUNTIME", false, {}, 0, NULL },
	{ "VF", VF, B, false, {}, -EINVAL,
		VF ": VF token not rotated: it is a VF, rotate the token of its PF " PF },
	{ "no SR-IOV", PLAIN, B, false, {}, -EINVAL,
		PLAIN ": VF token not rotated: the device has no SR-IOV" },
	{ "unknown", OTHER_PF, B, false, {}, -ENODEV,
		OTHER_PF ": VF token not rotated: this process has no such VFIO device open" },
	{ "not open", PF, B, true, {}, -ENODEV, "no such VFIO device open" },
	{ "bad text", PF, "nonsense", false, {}, -EINVAL,
		"VF token for " PF " rejected: a UUID is 36" },
	{ "nil", PF, "00000000-0000-0000-0000-000000000000", false, {}, -EINVAL, "the nil UUID" },
	{ "no file", PF, "file:%/absent", false, {}, -ENOENT, "cannot be opened" },
	{ "kernel says no", PF, B, false, { .set_errno = EINVAL }, -EINVAL,
		PF ": VF token not rotated, the old one stays: Invalid" },
	{ "kernel says no to a variable", PF, "env:VFIO_TEST_RUNTIME", false,
		{ .set_errno = EIO }, -EIO, "the old one stays: Input/output error" },
	{ "Linux 5.6", PF, B, false, { .set_errno = ENOTTY }, -ENOTSUP,
		"this kernel cannot set one" },
};

static bool
rotate_row_holds(const struct rotate_row *row)
{
	const bool rotates = row->expect == 0;
	char source[PATH_MAX];
	const char *log;
	bool holds;
	int pf, vf, plain, ret;

	begin_without_tokens();
	setenv("VFIO_TEST_RUNTIME", B, 1);
	set_token(PF, A);
	pf = open_quietly(PF);
	vf = open_quietly(VF);
	plain = open_quietly(PLAIN);
	if (row->not_open)
		close_device(PF, pf);
	vfio_model.set_errno = row->kernel.set_errno;
	vfio_model.set_calls = 0;
	vfio_model.open_calls = 0;

	capture_start();
	ret = rotate_token(row->device, expand(row->source, source));
	log = capture_text();
	holds = ret == row->expect && !shows(log, A) && !shows(log, B) &&
		vfio_model.set_calls <= 1 && vfio_model.open_calls == 0 &&
		vf_opens_with(A) == !rotates && vf_opens_with(B) == rotates &&
		(rotates || getenv("VFIO_TEST_RUNTIME") != NULL);
	if (row->message == NULL)
		holds &= *log == '\0';
	else
		holds &= strstr(log, row->message) != NULL &&
			count_lines(log) == 1;
	if (!holds)
		printf("rotate, %s: %d expected, %d found, %u sets, log: %s\n",
			row->name, row->expect, ret, vfio_model.set_calls, log);
	capture_end();
	holds &= vf_opens();

	if (!row->not_open)
		close_device(PF, pf);
	close_device(VF, vf);
	close_device(PLAIN, plain);
	return end_without_tokens() == TEST_SUCCESS && holds;
}

static int
run_rotate_rows(void)
{
	unsigned int i, failed = 0;

	put_file("b", B "\n", 0600);
	for (i = 0; i < RTE_DIM(rotate_rows); i++)
		failed += !rotate_row_holds(&rotate_rows[i]);
	printf("rotations: %zu rows, %u failed\n", RTE_DIM(rotate_rows), failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* A token being set is logged at INFO; the rows check higher levels. */
static int
test_rotate(void)
{
	return with_level(RTE_LOG_NOTICE, run_rotate_rows);
}

/* Rotate without terminal output. */
static int
rotate_quietly(const char *pf, const char *source)
{
	int ret;

	capture_start();
	ret = rotate_token(pf, source);
	capture_end();
	return ret;
}

/* Whether the file, the kernel and this process have the same token. */
static bool
file_is_in_use(const char *path, char *token)
{
	read_line(path, token);
	return vf_opens_with(token) && vf_opens();
}

static int
rename_fails(const char *from __rte_unused, const char *to __rte_unused)
{
	errno = EBUSY;
	return -1;
}

/* Same, but the file cannot replace the old one. */
static int
rotate_without_rename(const char *pf, const char *source)
{
	const struct vfio_sys *before = vfio_sys();
	/* still in use if this function does not return */
	static struct vfio_sys sys;
	int ret;

	sys = *before;
	sys.rename = rename_fails;
	vfio_sys_replace(&sys);
	ret = rotate_quietly(pf, source);
	vfio_sys_replace(before);
	return ret;
}

/* generate: makes a new token for each rotation, and the file follows. */
static int
rotate_file(const char *source, unsigned int files)
{
	const char *path = source + strlen("generate:");
	char first[64], second[64], now[64];
	struct stat before, after;

	TEST_ASSERT(file_is_in_use(path, first), "the file has another token");
	TEST_ASSERT_SUCCESS(chmod(path, 0640), "chmod");
	if (chown(path, -1, 1) < 0)
		printf("no other group can have the file: %s\n", strerror(errno));
	TEST_ASSERT_SUCCESS(stat(path, &before), "stat");
	TEST_ASSERT_SUCCESS(rotate_quietly(PF, source), "rotate");
	TEST_ASSERT(file_is_in_use(path, second), "the file has another token");
	TEST_ASSERT(strcmp(first, second) != 0 && !vf_opens_with(first),
		"the file has the old token");
	TEST_ASSERT(stat(path, &after) == 0 && after.st_mode == before.st_mode &&
		after.st_gid == before.st_gid, "other readers than before");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");

	/* refused by the kernel, and by the directory */
	vfio_model.set_errno = EIO;
	TEST_ASSERT_EQUAL(rotate_quietly(PF, source), -EIO, "refused, but rotated");
	vfio_model.set_errno = 0;
	TEST_ASSERT(file_is_in_use(path, now) && strcmp(now, second) == 0,
		"refused, but the file has changed");
	vfio_model.set_calls = 0;
	TEST_ASSERT_EQUAL(rotate_without_rename(PF, source), -EBUSY, "rename");
	TEST_ASSERT(vfio_model.set_calls == 2 && file_is_in_use(path, now) &&
		strcmp(now, second) == 0, "not replaced, but rotated");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	return TEST_SUCCESS;
}

/* A file that does not exist yet, and one that holds no token. */
static int
rotate_other_file(const char *source)
{
	const char *path = source + strlen("generate:");
	char now[64], other[64];

	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	vfio_model.set_errno = EIO;
	TEST_ASSERT_EQUAL(rotate_quietly(PF, source), -EIO, "refused, but rotated");
	TEST_ASSERT(access(path, F_OK) < 0, "refused, but the file was made");
	vfio_model.set_errno = 0;
	TEST_ASSERT_SUCCESS(rotate_quietly(PF, source), "rotate");
	TEST_ASSERT(file_is_in_use(path, now), "the file was not made");
	put_file("made", "precious\n", 0600);
	TEST_ASSERT_EQUAL(rotate_quietly(PF, source), -EINVAL, "another file");
	read_line(path, other);
	TEST_ASSERT(strcmp(other, "precious\n") == 0 && vf_opens_with(now),
		"another file was replaced");
	return unlink(path);
}

static int
test_rotate_generate(void)
{
	const unsigned int files = count_entries(sysfs);
	char source[PATH_MAX];
	int pf, ret;

	begin_without_tokens();
	expand("generate:%/made", source);
	capture_start();
	ret = set_token(PF, source);
	capture_end();
	TEST_ASSERT_SUCCESS(ret, "the file is not made");
	pf = open_quietly(PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	if (rotate_file(source, files + 1) != TEST_SUCCESS ||
			rotate_other_file(source) != TEST_SUCCESS)
		return TEST_FAILED;
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	close_device(PF, pf);
	return end_without_tokens();
}

/* A failure is logged in one line, or in two if it cannot be undone. */
static int
rotate_shared(const char *source)
{
	const char *log;
	int ret;

	capture_start();
	ret = rotate_token(PF, source);
	log = capture_text();
	if (ret != 0 && count_lines(log) != 1 && (vfio_model.then_set_errno == 0 ||
			count_lines(log) != 2 ||
			strstr(log, PF ": VF token cannot be set back") == NULL))
		ret = -EPROTO;
	capture_end();
	return ret;
}

/* For OTHER_PF, which is open. */
static bool
second_has(const char *token)
{
	return vfio_model_has(RULES_DEVICES, token);
}

/* Check both PFs, devices opened here, and a PF plugged in later. */
static bool
all_have(const char *token)
{
	return vf_opens_with(token) && vf_opens() && second_has(token) &&
		pf_has(ABSENT_PF, token);
}

/* Regardless of how the path is spelled and who changed the file. */
static int
rotate_all(const char *path)
{
	static const char * const spellings[] = {
		"generate:%/shared", "generate:%/./shared", "file:%/shared",
	};
	char source[PATH_MAX], old[64], now[64];
	unsigned int i;

	for (i = 0; i < RTE_DIM(spellings); i++) {
		read_line(path, old);
		if (i == 2)
			put_file("shared", B "\n", 0600);
		TEST_ASSERT_SUCCESS(rotate_shared(expand(spellings[i], source)),
			"%s", spellings[i]);
		read_line(path, now);
		TEST_ASSERT(strcmp(old, now) != 0, "%s: no new token", spellings[i]);
		TEST_ASSERT(all_have(now), "%s: not for all", spellings[i]);
	}
	return TEST_SUCCESS;
}

/* A failure midway, after the first PF. */
static int
rotate_none(const char *source)
{
	const char *path = source + strlen("generate:");
	char old[64], now[64];

	read_line(path, old);
	vfio_model.spare_set_errno = EIO;
	TEST_ASSERT_EQUAL(rotate_shared(source), -EIO, "the kernel");
	vfio_model.spare_set_errno = 0;
	read_line(path, now);
	TEST_ASSERT(strcmp(old, now) == 0 && all_have(old),
		"the kernel: rotated all the same");

	/* the undo fails too, which the next rotation repairs */
	vfio_model.spare_set_errno = vfio_model.then_set_errno = EIO;
	TEST_ASSERT_EQUAL(rotate_shared(source), -EIO, "the kernel, twice");
	TEST_ASSERT(!vf_opens_with(old) && second_has(old), "it was undone");
	vfio_model.spare_set_errno = vfio_model.then_set_errno = vfio_model.set_errno = 0;
	TEST_ASSERT_SUCCESS(rotate_shared(source), "mended");
	read_line(path, now);
	TEST_ASSERT(all_have(now), "mended: not for all");
	return TEST_SUCCESS;
}

/* Another source affects only the named PF, which may come back. */
static int
rotate_one(const char *source)
{
	const char *path = source + strlen("generate:");
	char old[64], now[64];

	read_line(path, old);
	TEST_ASSERT_SUCCESS(rotate_shared(A), "a UUID");
	TEST_ASSERT(vf_opens_with(A) && vf_opens() && second_has(old) &&
		pf_has(ABSENT_PF, old), "a UUID: for all");
	TEST_ASSERT_SUCCESS(rotate_shared("random"), "random");
	TEST_ASSERT(second_has(old), "random: for all");
	TEST_ASSERT_SUCCESS(rotate_shared(source), "back");
	read_line(path, now);
	TEST_ASSERT(all_have(now), "back: not for all");
	return TEST_SUCCESS;
}

/*
 * Two PFs take their token from a file: a rotation of one rotates both or none,
 * along with the token of PFs that are plugged in later.
 */
static int
test_rotate_shared(void)
{
	char source[PATH_MAX], path[PATH_MAX], link[PATH_MAX], now[64];
	int pf, other;

	begin_without_tokens();
	put_file("shared", A "\n", 0600);
	expand("%/shared", path);
	expand("%/link", link);
	TEST_ASSERT_SUCCESS(symlink(path, link), "symlink");
	TEST_ASSERT_SUCCESS(set_token(NULL, expand("file:%/link", source)), "default");
	TEST_ASSERT_SUCCESS(set_token(PF, expand("generate:%/shared", source)), "own");
	pf = open_quietly(PF);
	other = open_quietly(OTHER_PF);
	TEST_ASSERT(pf >= 0 && other >= 0, "the PFs do not open");
	TEST_ASSERT(all_have(A), "not the file's");
	if (rotate_all(path) != TEST_SUCCESS || rotate_none(source) != TEST_SUCCESS ||
			rotate_one(source) != TEST_SUCCESS)
		return TEST_FAILED;
	read_line(path, now);
	close_device(PF, pf);
	close_device(OTHER_PF, other);
	TEST_ASSERT(pf_has(PF, now) && pf_has(OTHER_PF, now), "forgotten with the device");
	TEST_ASSERT(unlink(path) == 0 && unlink(link) == 0, "unlink");
	return end_without_tokens();
}

/* A slow kernel, so that code without the lock is overtaken. */
static struct vfio_sys slow_sys;
static int (*quick_ioctl)(int fd, unsigned long request, void *arg);
static int (*quick_close)(int fd);

static int
slow_ioctl(int fd, unsigned long request, void *arg)
{
	usleep(50);
	return quick_ioctl(fd, request, arg);
}

static int
slow_close(int fd)
{
	const int ret = quick_close(fd);

	usleep(50);
	return ret;
}

static void
slow_down(void)
{
	slow_sys = *vfio_sys();
	quick_ioctl = slow_sys.ioctl;
	quick_close = slow_sys.close;
	slow_sys.ioctl = slow_ioctl;
	slow_sys.close = slow_close;
	vfio_sys_replace(&slow_sys);
}

/* Run 1,000 rotations during opens and closes of a device. */
static unsigned int
race(const char *addr)
{
	unsigned int failed;

	capture_start(); /* each rotation and each failure is logged */
	failed = vfio_token_race(PF, addr, 1000, 500);
	capture_end();
	return failed;
}

static int
test_threads(void)
{
	int pf, vf;

	begin_without_tokens();
	slow_down();
	set_token(PF, A);
	pf = open_quietly(PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_EQUAL(race(VF), 0,
		"a thread that opens VFs is refused");
	close_device(PF, pf);

	vf = open_quietly(VF);
	TEST_ASSERT(vf >= 0, "the VF does not open");
	TEST_ASSERT_EQUAL(race(PF), 0,
		"a thread that unplugs the PF is hurt, or hurts");
	close_device(VF, vf);
	return end_without_tokens();
}

static struct unit_test_suite vf_token_runtime_suite = {
	.suite_name = "VFIO VF token at run time",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_set_busy),
		TEST_CASE(test_rotate),
		TEST_CASE(test_rotate_generate),
		TEST_CASE(test_rotate_shared),
		TEST_CASE(test_threads),
		TEST_CASES_END()
	}
};

static int
test_vfio_vf_token_runtime(void)
{
	int ret = unit_test_suite_runner(&vf_token_store_suite);

	if (unit_test_suite_runner(&vf_token_runtime_suite) != 0)
		ret = TEST_FAILED;
	if (unit_test_suite_runner(&vf_token_status_suite) != 0)
		ret = TEST_FAILED;
	if (unit_test_suite_runner(&vf_token_traces_suite) != 0)
		ret = TEST_FAILED;
	return ret;
}

REGISTER_FAST_TEST(vfio_vf_token_runtime_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token_runtime);
