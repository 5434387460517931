/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VF tokens that change while EAL runs, on a model of the kernel: the
 * application's functions, rotation, status, and what a secondary process is
 * answered. Tables of rows; a row that fails is named, and every row is run.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_pci.h>
#include <rte_pci_vf_token.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open_group.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"
#include "vfio_token_race.h"

#define OTHER_PF "0000:03:00.0"
#define SIXTY_FOUR "the_name_of_a_file_that_has_as_many_as_sixty_and_four_characters"

static int
open_device(enum vfio_rules_device device)
{
	const struct vfio_rules_target *t = &vfio_model_targets[device];
	int fd;

	capture_start();
	fd = vfio_open_in_group(t->group_fd, sysfs, t->addr, true);
	capture_end();
	return fd;
}

/* Whether a VF can be opened with this token, by another process. */
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

/* Whether this process opens a VF with the token that it has in store. */
static bool
vf_opens(void)
{
	const int fd = open_device(RULES_VF);

	return fd >= 0 && vfio_device_close(fd) == 0;
}

/* What the store has for a PF: its own, or the default. */
static bool
stored_is(const char *pf, const char *text)
{
	const char *whose = has_own_token(pf, NULL) ? pf : "";

	return text == NULL ? !has_own_token(whose, NULL) :
		has_own_token(whose, text);
}

/* The application's functions; rows build on each other. */
static const struct set_row {
	const char *name;
	const char *pf;
	const char *source; /* NULL: remove */
	int expect;
	const char *stored; /* then, for PF */
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
	holds = ret == row->expect && stored_is(PF, row->stored) &&
		!shows(log, A) && !shows(log, B);
	if (!holds)
		printf("set, %s: %d expected, %d found, log: %s\n", row->name,
			row->expect, ret, log);
	capture_end();
	return holds;
}

static int
test_set(void)
{
	unsigned int i, failed = 0;

	vfio_token_cleanup();
	setenv("VFIO_TEST_RUNTIME", B, 1);
	for (i = 0; i < RTE_DIM(set_rows); i++)
		failed += !set_row_holds(&set_rows[i]);
	TEST_ASSERT_EQUAL(set_token(PF, NULL), -EINVAL, "no source");
	vfio_token_cleanup();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* A PF that is open here: its token is changed by rotation alone. */
static int
test_set_busy(void)
{
	int pf;

	vfio_token_cleanup();
	vfio_model_install();

	TEST_ASSERT_SUCCESS(set_token(NULL, A), "default");
	pf = open_device(RULES_PF);
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

	/* rotated, the PF has a token of its own and the default is free */
	TEST_ASSERT_EQUAL(rotate_token(PF, NULL), -EINVAL, "no source");
	TEST_ASSERT_EQUAL(rte_pci_vf_token_rotate(NULL, B), -EINVAL, "no PF");
	TEST_ASSERT_SUCCESS(rotate_token(PF, B), "rotate");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "default in use");
	TEST_ASSERT(stored_is(PF, B) && vf_opens(), "the PF's own is gone");
	TEST_ASSERT_EQUAL(remove_token(PF), -EBUSY, "remove own");

	TEST_ASSERT_SUCCESS(vfio_device_close(pf), "close");
	TEST_ASSERT(stored_is(PF, B), "forgotten with the device");
	TEST_ASSERT_SUCCESS(remove_token(PF), "busy when closed");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

static int
take_args(const char *arg)
{
	char name[] = "test", copy[PATH_MAX];
	char *argv[3] = { name, copy, NULL };
	int ret;

	strlcpy(copy, arg, sizeof(copy));
	capture_start();
	vfio_token_option_take(2, argv);
	vfio_token_option_seen();
	ret = vfio_token_option_end(0);
	capture_end();
	return ret;
}

/* What the application gave before rte_eal_init() stays in spite of it. */
static int
test_set_before_init(void)
{
	vfio_token_cleanup();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "set");
	TEST_ASSERT_SUCCESS(take_args("--vfio-vf-token=ffff:01:00.0=" B),
		"an option for another PF");
	TEST_ASSERT(stored_is(PF, A), "forgotten");
	TEST_ASSERT_FAIL(take_args("--vfio-vf-token=" PF "=" B),
		"an option for the same PF was taken");
	TEST_ASSERT(stored_is(PF, A), "replaced by the option");
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* Rotations; the PF is open with A unless the row says more. */
static const struct rotate_row {
	const char *name;
	const char *device;
	const char *source; /* '%' is the folder */
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
		PF ": VF token not rotated: a UUID has 36" },
	{ "nil", PF, "00000000-0000-0000-0000-000000000000", false, {}, -EINVAL, "the nil UUID" },
	{ "no file", PF, "file:%/absent", false, {}, -ENOENT, "cannot be opened" },
	{ "kernel says no", PF, B, false, { .set_errno = EINVAL }, -EINVAL,
		PF ": VF token not rotated, the old one stays: the kernel refuses: Invalid" },
	{ "kernel says no to a variable", PF, "env:VFIO_TEST_RUNTIME", false,
		{ .set_errno = EIO }, -EIO, "the kernel refuses: Input/output error" },
	{ "Linux 5.6", PF, B, false, { .set_errno = ENOTTY }, -ENOTSUP,
		"this kernel cannot set one" },
};

static void
put_file(const char *name, const char *text, mode_t mode)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", sysfs, name);
	f = fopen(path, "w");
	if (f == NULL)
		return;
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
}

/* The folder in the place of '%'. */
static const char *
expand(const char *source, char *to)
{
	const char *percent = source != NULL ? strchr(source, '%') : NULL;

	if (percent == NULL)
		return source;
	snprintf(to, PATH_MAX, "%.*s%s%s", (int)(percent - source), source,
		sysfs, percent + 1);
	return to;
}

static bool
rotate_row_holds(const struct rotate_row *row)
{
	const bool rotates = row->expect == 0;
	char source[PATH_MAX];
	const char *log;
	bool holds;
	int pf, vf, plain, ret;

	vfio_token_cleanup();
	vfio_model_install();
	setenv("VFIO_TEST_RUNTIME", B, 1);
	set_token(PF, A);
	pf = open_device(RULES_PF);
	vf = open_device(RULES_VF);
	plain = open_device(RULES_PLAIN);
	if (row->not_open)
		vfio_device_close(pf);
	vfio_model.set_errno = row->kernel.set_errno;
	vfio_model.set_calls = 0;
	vfio_model.open_calls = 0;

	capture_start();
	ret = rotate_token(row->device, expand(row->source, source));
	log = capture_text();
	holds = ret == row->expect && !shows(log, A) && !shows(log, B) &&
		vfio_model.set_calls <= 1 && vfio_model.open_calls == 0 &&
		vf_opens_with(A) == !rotates && vf_opens_with(B) == rotates &&
		stored_is(PF, rotates ? B : A) &&
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
		vfio_device_close(pf);
	vfio_device_close(vf);
	vfio_device_close(plain);
	if (vfio_model.open_fds != 0)
		printf("rotate, %s: %u descriptors are left\n", row->name,
			vfio_model.open_fds);
	holds &= vfio_model.open_fds == 0;
	vfio_model_remove();
	vfio_token_cleanup();
	return holds;
}

/* That a token was set is told at INFO; the rows look above that. */
static int
with_notices(int (*test)(void))
{
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	int ret;

	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_NOTICE);
	ret = test();
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	return ret;
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

static int
test_rotate(void)
{
	return with_notices(run_rotate_rows);
}

static void
read_line(const char *path, char *line)
{
	FILE *f = fopen(path, "r");

	*line = '\0';
	if (f == NULL)
		return;
	if (fgets(line, RTE_UUID_STRLEN, f) == NULL)
		*line = '\0';
	fclose(f);
}

static int
rename_fails(const char *from __rte_unused, const char *to __rte_unused)
{
	errno = EBUSY;
	return -1;
}

/* generate: has a new token for each rotation, and the file follows. */
static int
test_rotate_generate(void)
{
	char source[PATH_MAX], first[64], second[64], now[64];
	const char *path = source + strlen("generate:");
	/* in use for longer than this function when a check fails */
	static struct vfio_sys sys;
	struct stat st;
	unsigned int files;
	int pf, ret;

	vfio_token_cleanup();
	vfio_model_install();
	files = count_entries(sysfs);
	expand("generate:%/made", source);
	capture_start();
	ret = set_token(PF, source);
	capture_end();
	TEST_ASSERT_SUCCESS(ret, "the file is not made");
	pf = open_device(RULES_PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	read_line(path, first);
	TEST_ASSERT(vf_opens_with(first), "the file has another token");
	TEST_ASSERT_SUCCESS(chmod(path, 0640), "chmod");

	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	TEST_ASSERT_SUCCESS(ret, "rotate");
	read_line(path, second);
	TEST_ASSERT(strcmp(first, second) != 0, "the file has the old token");
	TEST_ASSERT(vf_opens_with(second) && !vf_opens_with(first) &&
		stored_is(PF, second), "the file has another token");
	TEST_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640,
		"other readers than before");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");

	/* refused by the kernel, and by the folder */
	vfio_model.set_errno = EIO;
	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	vfio_model.set_errno = 0;
	read_line(path, now);
	TEST_ASSERT(ret == -EIO && strcmp(now, second) == 0 &&
		vf_opens_with(second) && stored_is(PF, second),
		"refused, but the file has changed");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");
	sys = *vfio_sys();
	sys.rename = rename_fails;
	vfio_sys_replace(&sys);
	vfio_model.set_calls = 0;
	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	read_line(path, now);
	TEST_ASSERT(ret == -EBUSY && vfio_model.set_calls == 2 &&
		strcmp(now, second) == 0 && vf_opens_with(second) &&
		stored_is(PF, second), "not replaced, but rotated");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");

	/* a file that is not there yet, and one that is no token's */
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	sys = *vfio_sys();
	sys.rename = vfio_sys_real()->rename;
	vfio_sys_replace(&sys);
	vfio_model.set_errno = EIO;
	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	TEST_ASSERT(ret == -EIO && access(path, F_OK) < 0,
		"refused, but the file was made");
	vfio_model.set_errno = 0;
	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	read_line(path, now);
	TEST_ASSERT(ret == 0 && vf_opens_with(now), "the file was not made");
	put_file("made", "precious\n", 0600);
	capture_start();
	ret = rotate_token(PF, source);
	capture_end();
	read_line(path, first);
	TEST_ASSERT(ret == -EINVAL && strcmp(first, "precious\n") == 0 &&
		vf_opens_with(now), "another file was replaced");

	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	vfio_device_close(pf);
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/*
 * A second PF, which the model does not have: its group and its device are
 * one descriptor of the test's, and this is its token. Owned by the test.
 */
#define OTHER_GROUP 300000
static struct {
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int fd;
	int err;       /* SET fails with it */
	int err_after; /* then SET on the first PF fails with this */
	rte_uuid_t token;
} second;

static int
second_ioctl(int fd, unsigned long request, void *arg)
{
	struct vfio_device_feature *req = arg;
	const char *text = arg;

	if (fd == OTHER_GROUP && request == VFIO_GROUP_GET_DEVICE_FD) {
		text = strchr(text, '=');
		if (text != NULL)
			rte_uuid_parse(text + 1, second.token);
		return second.fd;
	}
	if (fd != second.fd || request != VFIO_DEVICE_FEATURE)
		return second.ioctl(fd, request, arg);
	if (req->flags & VFIO_DEVICE_FEATURE_PROBE)
		return 0;
	if (second.err != 0) {
		vfio_model.set_errno = second.err_after;
		errno = second.err;
		return -1;
	}
	rte_uuid_copy(second.token, req->data);
	return 0;
}

static bool
second_has(const char *text)
{
	rte_uuid_t token;

	return rte_uuid_parse(text, token) == 0 &&
		rte_uuid_compare(token, second.token) == 0;
}

static int
open_second(void)
{
	/* in use for longer than this function when a check fails */
	static struct vfio_sys sys;
	int fd;

	memset(&second, 0, sizeof(second));
	second.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sys = *vfio_sys();
	second.ioctl = sys.ioctl;
	sys.ioctl = second_ioctl;
	vfio_sys_replace(&sys);
	capture_start();
	fd = vfio_open_in_group(OTHER_GROUP, sysfs, OTHER_PF, true);
	capture_end();
	return fd;
}

/* A failure is told in one line, or in two if it cannot be undone. */
static int
rotate_quietly(const char *source)
{
	const char *log;
	int ret;

	capture_start();
	ret = rotate_token(PF, source);
	log = capture_text();
	if (ret != 0 && count_lines(log) != 1 &&
			(second.err_after == 0 || count_lines(log) != 2 ||
			strstr(log, PF ": VF token cannot be set back") == NULL))
		ret = -EPROTO;
	capture_end();
	return ret;
}

/* Both PFs, the file, and what is opened next have the same token. */
static bool
all_have(const char *token)
{
	return vf_opens_with(token) && second_has(token) &&
		stored_is(PF, token) && stored_is(OTHER_PF, token) &&
		stored_is("0000:09:00.0", token);
}

/*
 * A file that two PFs have their token from: a rotation of one rotates both, or
 * none, and the token of PFs that are plugged in later.
 */
static int
test_rotate_shared(void)
{
	static const char * const spellings[] = {
		"generate:%/shared", "generate:%/./shared", "file:%/shared",
	};
	char source[PATH_MAX], path[PATH_MAX], link[PATH_MAX];
	char old[64], now[64];
	unsigned int i;
	int pf, other;

	vfio_token_cleanup();
	vfio_model_install();
	put_file("shared", A "\n", 0600);
	expand("%/shared", path);
	expand("%/link", link);
	TEST_ASSERT_SUCCESS(symlink(path, link), "symlink");
	TEST_ASSERT_SUCCESS(set_token(NULL,
		expand("file:%/link", source)), "default");
	TEST_ASSERT_SUCCESS(set_token(PF,
		expand("generate:%/shared", source)), "own");
	pf = open_device(RULES_PF);
	other = open_second();
	TEST_ASSERT(pf >= 0 && other >= 0, "the PFs do not open");
	TEST_ASSERT(all_have(A), "not the file's");

	for (i = 0; i < RTE_DIM(spellings); i++) {
		read_line(path, old);
		if (i == 2) /* which the user has changed */
			put_file("shared", B "\n", 0600);
		TEST_ASSERT_SUCCESS(rotate_quietly(expand(spellings[i], source)),
			"%s", spellings[i]);
		read_line(path, now);
		TEST_ASSERT(strcmp(old, now) != 0, "%s: no new token", spellings[i]);
		TEST_ASSERT(all_have(now), "%s: not for all", spellings[i]);
	}

	/* in the middle, after the first of them, something fails */
	expand(spellings[0], source);
	read_line(path, old);
	second.err = EIO;
	TEST_ASSERT_EQUAL(rotate_quietly(source), -EIO, "the kernel");
	second.err = 0;
	read_line(path, now);
	TEST_ASSERT(strcmp(old, now) == 0 && all_have(old),
		"the kernel: rotated all the same");

	/* nor can it be undone, which the next rotation mends */
	second.err = second.err_after = EIO;
	TEST_ASSERT_EQUAL(rotate_quietly(source), -EIO, "the kernel, twice");
	TEST_ASSERT(!vf_opens_with(old) && second_has(old), "it was undone");
	second.err = second.err_after = vfio_model.set_errno = 0;
	TEST_ASSERT_SUCCESS(rotate_quietly(source), "mended");
	read_line(path, old);
	TEST_ASSERT(all_have(old), "mended: not for all");

	/* another source is for the PF that was named */
	TEST_ASSERT_SUCCESS(rotate_quietly(A), "a UUID");
	TEST_ASSERT(vf_opens_with(A) && stored_is(PF, A) && second_has(old) &&
		stored_is(OTHER_PF, old), "a UUID: for all");
	TEST_ASSERT_SUCCESS(rotate_quietly("random"), "random");
	TEST_ASSERT(second_has(old), "random: for all");

	/* and one that comes back takes part again */
	TEST_ASSERT_SUCCESS(rotate_quietly(source), "back");
	read_line(path, now);
	TEST_ASSERT(all_have(now), "back: not for all");

	vfio_device_close(pf);
	vfio_device_close(other);
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	TEST_ASSERT(unlink(path) == 0 && unlink(link) == 0, "unlink");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* What the status says, joined to one text. */
static int
add_status(const struct vfio_token_status *s, void *text)
{
	char line[512];

	snprintf(line, sizeof(line), "%s,%s,%s,%s,%s,%s,%s,%u,%s\n", s->device,
		s->role, s->pf, s->token, s->why, s->given_by, s->source,
		(unsigned int)s->rotations,
		s->last_rotation > 1700000000 ? "time" : "never");
	strlcat(text, line, 4096);
	return 0;
}

static bool
status_is(const char *expected)
{
	char text[4096] = "";

	vfio_token_status_walk(add_status, text);
	if (strcmp(text, expected) != 0)
		printf("status expected:\n%sfound:\n%s", expected, text);
	return strcmp(text, expected) == 0;
}

static int
test_status(void)
{
	int pf, vf, plain, foreign;
	char path[PATH_MAX], shown[256];

	vfio_token_cleanup();
	vfio_model_install();
	TEST_ASSERT(status_is(""), "devices that are not open");
	pf = open_device(RULES_PF);
	plain = open_device(RULES_PLAIN);
	foreign = open_device(RULES_FOREIGN);
	TEST_ASSERT(status_is(PF ",PF," PF ",no,none was given,,,0,never\n"
		PLAIN ",none,,no,no SR-IOV,,,0,never\n"
		FOREIGN_VF ",VF," FOREIGN_PF ",no,the PF is another driver's,,,0,never\n"),
		"without tokens");
	vfio_device_close(foreign);
	vfio_device_close(plain);

	TEST_ASSERT_SUCCESS(rotate_token(PF, B), "rotate");
	vf = open_device(RULES_VF);
	TEST_ASSERT(status_is(PF ",PF," PF ",by feature,,application,uuid,1,time\n"
		VF ",VF," PF ",presented,,application,uuid,0,never\n"),
		"after a rotation");
	vfio_device_close(vf);
	vfio_device_close(pf);
	vfio_token_cleanup();

	put_file("b", B "\n", 0600);
	setenv("VFIO_TEST_RUNTIME", PF "=" B, 1);
	snprintf(path, sizeof(path), "--vfio-vf-token=file:%s/b", sysfs);
	TEST_ASSERT_SUCCESS(take_args(path), "option");
	vfio_model.probe_errno = ENOTTY;
	pf = open_device(RULES_PF);
	snprintf(path, sizeof(path),
		PF ",PF," PF ",by open,,option,file:%s/b,0,never\n", sysfs);
	TEST_ASSERT(status_is(path), "a file");
	vfio_device_close(pf);

	/* what a terminal or JSON may stumble over is left out */
	put_file("b\"\\\x1b\xc3\xa9", B "\n", 0600);
	snprintf(path, sizeof(path), "--vfio-vf-token=file:%s/b\"\\\x1b\xc3\xa9",
		sysfs);
	TEST_ASSERT_SUCCESS(take_args(path), "a file with a rare name");
	pf = open_device(RULES_PF);
	snprintf(path, sizeof(path),
		PF ",PF," PF ",by open,,option,file:%s/b?????,0,never\n", sysfs);
	TEST_ASSERT(status_is(path), "a file with a rare name");
	vfio_device_close(pf);

	/* what is longer than people are shown is cut */
	put_file(SIXTY_FOUR, B "\n", 0600);
	snprintf(path, sizeof(path), "--vfio-vf-token=file:%s/" SIXTY_FOUR, sysfs);
	TEST_ASSERT_SUCCESS(take_args(path), "a file with a long name");
	pf = open_device(RULES_PF);
	snprintf(shown, sizeof(shown),
		PF ",PF," PF ",by open,,option,%.60s...,0,never\n",
		strchr(path, '=') + 1);
	TEST_ASSERT(status_is(shown), "a file with a long name");
	vfio_device_close(pf);

	setenv(VFIO_TOKEN_VARIABLE, PF "=" A, 1);
	TEST_ASSERT_SUCCESS(take_args("--vfio-vf-token=" B), "variable");
	vfio_model.probe_errno = 0;
	pf = open_device(RULES_PF);
	TEST_ASSERT(status_is(PF ",PF," PF ",by feature,,variable,uuid,0,never\n"),
		"a variable");
	vfio_device_close(pf);

	vfio_model.before_5_7 = true;
	pf = open_device(RULES_PF);
	TEST_ASSERT(status_is(PF ",PF," PF
		",no,this kernel has no VF tokens,,,0,never\n"), "Linux 5.6");
	vfio_device_close(pf);
	TEST_ASSERT(status_is(""), "devices that were closed");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* A kernel that takes its time, so that whoever has no lock is overtaken. */
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

/* 1,000 rotations beside opens and closes of a device. */
static unsigned int
race(enum vfio_rules_device device)
{
	unsigned int failed;

	capture_start(); /* each rotation and each failure is told */
	failed = vfio_token_race(PF, &vfio_model_targets[device], sysfs, 1000,
			500);
	capture_end();
	return failed;
}

static int
test_threads(void)
{
	int pf, vf;

	vfio_token_cleanup();
	vfio_model_install();
	slow_down();
	set_token(PF, A);
	pf = open_device(RULES_PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_EQUAL(race(RULES_VF), 0,
		"a thread that opens VFs is refused");
	vfio_device_close(pf);

	vf = open_device(RULES_VF);
	TEST_ASSERT(vf >= 0, "the VF does not open");
	TEST_ASSERT_EQUAL(race(RULES_PF), 0,
		"a thread that unplugs the PF is hurt, or hurts");
	vfio_device_close(vf);
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* What no machine needs to get from a request to its answer here. */
#define MINUTE 60

static void
make_request(struct rte_mp_msg *msg, const char *name, int64_t seconds)
{
	struct vfio_handover h = { .deadline = time(NULL) + seconds };

	strlcpy(h.name, name, sizeof(h.name));
	memset(msg, 0, sizeof(*msg));
	msg->len_param = sizeof(h);
	memcpy(msg->param, &h, sizeof(h));
}

/* Descriptors in the answer to a request, or what it is not answered for. */
static int
answer_to(const char *name, int64_t seconds, struct rte_mp_msg *reply)
{
	struct rte_mp_msg msg;
	int ret;

	make_request(&msg, name, seconds);
	ret = vfio_handover_answer(&msg, reply);
	return ret < 0 ? ret : reply->num_fds;
}

/* Requests as they come from another process. */
static int
test_handover(void)
{
	struct rte_mp_msg msg = { 0 }, reply;
	struct vfio_handover h;
	int pf;

	vfio_token_cleanup();
	vfio_model_install();
	pf = open_device(RULES_PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");

	TEST_ASSERT_EQUAL(vfio_handover_answer(&msg, &reply), -EINVAL, "empty");
	msg.len_param = RTE_MP_MAX_PARAM_LEN;
	memset(msg.param, 0x7f, sizeof(msg.param));
	TEST_ASSERT_EQUAL(vfio_handover_answer(&msg, &reply), -EINVAL,
		"a name without an end");
	make_request(&msg, PF, MINUTE);
	msg.num_fds = 1;
	TEST_ASSERT_EQUAL(vfio_handover_answer(&msg, &reply), -EINVAL,
		"a request with a descriptor");
	TEST_ASSERT_EQUAL(answer_to("", MINUTE, &reply), 0, "no name");
	TEST_ASSERT_EQUAL(answer_to(VF, MINUTE, &reply), 0, "a device not open");
	memcpy(&h, reply.param, sizeof(h));
	TEST_ASSERT(h.result == -ENODEV && strcmp(h.name, VF) == 0,
		"the answer to another question");
	TEST_ASSERT_EQUAL(answer_to(PF, 0, &reply), -ETIMEDOUT, "too late");

	TEST_ASSERT_EQUAL(answer_to(PF, MINUTE, &reply), 1, "no descriptor");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 2, "no descriptor of its own");
	TEST_ASSERT_SUCCESS(close(reply.fds[0]), "close");
	TEST_ASSERT_SUCCESS(vfio_device_close(pf), "close");
	TEST_ASSERT_EQUAL(answer_to(PF, MINUTE, &reply), 0, "a device that was closed");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	return TEST_SUCCESS;
}

/* An open that waits until it is let go, or for 20 seconds. */
static struct {
	sem_t has_begun;
	sem_t let_go;
	bool goes_on;
} held;

static int
held_ioctl(int fd, unsigned long request, void *arg)
{
	struct timespec end;

	if (request == VFIO_GROUP_GET_DEVICE_FD) {
		clock_gettime(CLOCK_REALTIME, &end);
		end.tv_sec += 20;
		sem_post(&held.has_begun);
		sem_timedwait(&held.let_go, &end);
		__atomic_store_n(&held.goes_on, true, __ATOMIC_RELAXED);
	}
	return quick_ioctl(fd, request, arg);
}

static void *
open_vf(void *fd)
{
	*(int *)fd = open_device(RULES_VF);
	return NULL;
}

static int
count_status(const struct vfio_token_status *s __rte_unused, void *count)
{
	++*(unsigned int *)count;
	return 0;
}

/* Other processes, telemetry and an unplug do not wait for an open. */
static int
test_not_held_up(void)
{
	static struct vfio_sys sys;
	unsigned int devices = 0;
	struct rte_mp_msg reply;
	int pf, plain, vf, fds;
	pthread_t opener;
	bool waited;

	vfio_token_cleanup();
	vfio_model_install();
	set_token(PF, A);
	pf = open_device(RULES_PF);
	plain = open_device(RULES_PLAIN);
	TEST_ASSERT(pf >= 0 && plain >= 0, "the devices do not open");
	sys = *vfio_sys();
	quick_ioctl = sys.ioctl;
	sys.ioctl = held_ioctl;
	vfio_sys_replace(&sys);
	held.goes_on = false;
	sem_init(&held.has_begun, 0, 0);
	sem_init(&held.let_go, 0, 0);
	TEST_ASSERT_SUCCESS(pthread_create(&opener, NULL, open_vf, &vf),
		"thread");
	sem_wait(&held.has_begun);

	fds = answer_to(PF, MINUTE, &reply);
	vfio_token_status_walk(count_status, &devices);
	vfio_device_close(plain);
	waited = __atomic_load_n(&held.goes_on, __ATOMIC_RELAXED);

	sem_post(&held.let_go);
	pthread_join(opener, NULL);
	TEST_ASSERT(fds == 1 && devices == 2 && vf >= 0, "not as ever");
	TEST_ASSERT(!waited, "they have waited for the open");
	close(reply.fds[0]);
	vfio_device_close(vf);
	vfio_device_close(pf);
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/*
 * What looks at the table of devices or changes it, each of them; and the
 * devices that are open for it. Owned by the test below.
 */
static int table_pf, table_plain;

static void
table_open(void)
{
	table_plain = open_device(RULES_PLAIN);
}

static void
table_close(void)
{
	vfio_device_close(table_plain);
}

static void
table_hand_over(void)
{
	struct rte_mp_msg reply;

	if (answer_to(PF, MINUTE, &reply) == 1)
		close(reply.fds[0]);
}

static void
table_walk(void)
{
	unsigned int devices = 0;

	vfio_token_status_walk(count_status, &devices);
}

static void
table_remove(void)
{
	remove_token(PF);
}

static void
table_rotate(void)
{
	rotate_quietly(B);
}

static const struct {
	const char *name;
	void (*run)(void);
} table_users[] = {
	{ "open", table_open },
	{ "hand over", table_hand_over },
	{ "walk", table_walk },
	{ "remove", table_remove },
	{ "rotate", table_rotate },
	{ "close", table_close },
};

static void *
use_table(void *arg)
{
	const unsigned int i = *(unsigned int *)arg;

	table_users[i].run();
	__atomic_store_n(&held.goes_on, true, __ATOMIC_RELEASE);
	return NULL;
}

/* None of them gets by while another thread has the table's lock. */
static int
test_table_lock(void)
{
	pthread_t user;
	bool waits;
	unsigned int i;

	vfio_token_cleanup();
	vfio_model_install();
	set_token(PF, A);
	table_pf = open_device(RULES_PF);
	TEST_ASSERT(table_pf >= 0, "the PF does not open");
	for (i = 0; i < RTE_DIM(table_users); i++) {
		held.goes_on = false;
		vfio_device_lock();
		TEST_ASSERT_SUCCESS(pthread_create(&user, NULL, use_table, &i),
			"thread");
		usleep(50000);
		waits = !__atomic_load_n(&held.goes_on, __ATOMIC_ACQUIRE);
		vfio_device_unlock();
		pthread_join(user, NULL);
		TEST_ASSERT(waits, "%s does not wait for the lock",
			table_users[i].name);
	}
	vfio_device_close(table_pf);
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* This process' telemetry, as dpdk-telemetry.py finds it, or -1. */
static int
connect_telemetry(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char greeting[1024], pid[32];
	ssize_t n;
	int fd;

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/dpdk_telemetry.v2",
		rte_eal_get_runtime_dir());
	snprintf(pid, sizeof(pid), "\"pid\":%d,", getpid());
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) == 0) {
		n = recv(fd, greeting, sizeof(greeting) - 1, 0);
		greeting[RTE_MAX(n, 0)] = '\0';
		if (strstr(greeting, pid) != NULL)
			return fd;
	}
	close(fd);
	return -1;
}

#define PF_ANSWER "{\"device\":\"" PF "\",\"role\":\"PF\",\"pf\":\"" PF "\"," \
	"\"token\":\"by feature\",\"why\":\"\",\"given_by\":\"application\"," \
	"\"source\":\"uuid\",\"rotations\":0,\"last_rotation\":0}"
#define PLAIN_ANSWER "{\"device\":\"" PLAIN "\",\"role\":\"none\",\"pf\":\"\"," \
	"\"token\":\"no\",\"why\":\"no SR-IOV\",\"given_by\":\"\"," \
	"\"source\":\"\",\"rotations\":0,\"last_rotation\":0}"

static const struct {
	const char *question;
	const char *has;
	const char *has_not;
} telemetry_rows[] = {
	{ "/vfio/vf_token", PF_ANSWER, A },
	{ "/vfio/vf_token,0", PF_ANSWER, A },
	{ "/vfio/vf_token,1", PLAIN_ANSWER, PF },
	{ "/vfio/vf_token,2", "{\"/vfio/vf_token\":{}}", "device" },
	{ "/vfio/vf_token,x", "{\"/vfio/vf_token\":null}", "device" },
};

static bool
telemetry_row_holds(int fd, unsigned int i)
{
	const char *question = telemetry_rows[i].question;
	char answer[16384] = "";
	bool holds;

	holds = send(fd, question, strlen(question), 0) > 0 &&
		recv(fd, answer, sizeof(answer) - 1, 0) > 0 &&
		strstr(answer, telemetry_rows[i].has) != NULL &&
		strstr(answer, telemetry_rows[i].has_not) == NULL;
	if (!holds)
		printf("%s: '%s' expected, '%s' found\n", question,
			telemetry_rows[i].has, answer);
	return holds;
}

static int
test_telemetry(void)
{
	unsigned int i, failed = 0;
	int fd, pf, plain;

	fd = connect_telemetry();
	if (fd < 0) {
		printf("no telemetry: skipped; needs --file-prefix of its own, and not --no-telemetry\n");
		return TEST_SKIPPED;
	}
	vfio_token_cleanup();
	vfio_model_install();
	set_token(PF, A);
	pf = open_device(RULES_PF);
	plain = open_device(RULES_PLAIN);
	for (i = 0; i < RTE_DIM(telemetry_rows); i++)
		failed += !telemetry_row_holds(fd, i);
	close(fd);
	vfio_device_close(pf);
	vfio_device_close(plain);
	vfio_model_remove();
	vfio_token_cleanup();
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

static int
test_handover_answer(void)
{
	struct rte_mp_msg reply, broken;
	int pf, fd;

	vfio_token_cleanup();
	vfio_model_install();
	pf = open_device(RULES_PF);
	TEST_ASSERT(pf >= 0, "the PF does not open");

	TEST_ASSERT_EQUAL(answer_to(PF, MINUTE, &reply), 1, "no descriptor");
	fd = vfio_handover_take(PF, &reply);
	TEST_ASSERT_EQUAL(fd, reply.fds[0], "not taken: %d", fd);
	TEST_ASSERT_EQUAL(fcntl(fd, F_GETFD, 0), FD_CLOEXEC,
		"what this process executes has the device");
	TEST_ASSERT_SUCCESS(close(fd), "close");

	TEST_ASSERT_EQUAL(answer_to(PF, MINUTE, &reply), 1, "no descriptor");
	TEST_ASSERT_EQUAL(vfio_handover_take(VF, &reply), -EPROTO,
		"another device's");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 1, "its descriptor is left");
	TEST_ASSERT_EQUAL(answer_to(PF, MINUTE, &reply), 1, "no descriptor");
	broken = reply;
	broken.len_param--;
	TEST_ASSERT_EQUAL(vfio_handover_take(PF, &broken), -EPROTO,
		"too short");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 1, "its descriptor is left");
	reply.num_fds = 0;
	TEST_ASSERT_EQUAL(vfio_handover_take(PF, &reply), -EPROTO,
		"no descriptor");
	TEST_ASSERT_EQUAL(answer_to(VF, MINUTE, &reply), 0, "a device not open");
	TEST_ASSERT_EQUAL(vfio_handover_take(VF, &reply), -ENODEV,
		"not what was answered");

	/* nobody is asked where no primary has said that it answers */
	TEST_ASSERT_EQUAL(vfio_handover_request(PF), -ENODEV,
		"a primary that hands nothing over is asked");

	TEST_ASSERT_SUCCESS(vfio_device_close(pf), "close");
	TEST_ASSERT_EQUAL(vfio_model.open_fds, 0, "descriptors are left");
	vfio_model_remove();
	return TEST_SUCCESS;
}

/* Where the store rests; owned by the test below. */
static struct {
	char *mem;
	size_t len;
} resting;

static void *
remembering_mmap(void *mem, size_t len, int prot, int flags, int fd, off_t at)
{
	resting.mem = vfio_sys_real()->mmap(mem, len, prot, flags, fd, at);
	resting.len = len;
	return resting.mem;
}

#define STACK 65536

/*
 * How often a token stands in this process' memory, as bytes; or a negated
 * errno. Read by the kernel, as nobody else may look at all of it.
 */
static int
count_in_memory(uintptr_t from, size_t len, const char *text)
{
	static char copy[STACK];
	const char *p = copy;
	rte_uuid_t token;
	int fd, n = 0;

	fd = open("/proc/self/mem", O_RDONLY);
	if (fd < 0)
		return -errno;
	if (len > sizeof(copy) || pread(fd, copy, len, from) != (ssize_t)len)
		n = -EIO;
	close(fd);
	rte_uuid_parse(text, token);
	while (n >= 0 && (p = memmem(p, copy + len - p, token,
			sizeof(token))) != NULL) {
		p += sizeof(token);
		n++;
	}
	return n;
}

static int
times_at_rest(const char *text)
{
	return count_in_memory((uintptr_t)resting.mem, resting.len, text);
}

/* What is removed is wiped, also where another token takes its place. */
static int
test_removed(void)
{
	struct vfio_sys sys = *vfio_sys();

	vfio_token_cleanup();
	sys.mmap = remembering_mmap;
	vfio_sys_replace(&sys);
	TEST_ASSERT_SUCCESS(set_token(PF, A), "set");
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "set default");
	TEST_ASSERT_EQUAL(times_at_rest(A), 1, "the store is elsewhere");
	TEST_ASSERT_SUCCESS(remove_token(PF), "remove");
	TEST_ASSERT_EQUAL(times_at_rest(A), 0, "a removed token is left");
	TEST_ASSERT_EQUAL(times_at_rest(B), 1, "a copy is left");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "remove default");
	TEST_ASSERT_EQUAL(times_at_rest(B), 0, "a removed token is left");
	vfio_sys_replace(NULL);
	vfio_token_cleanup();
	return TEST_SUCCESS;
}

/* A feature that answers where it was asked, as those of migration do. */
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

static struct unit_test_suite vf_token_runtime_suite = {
	.suite_name = "VFIO VF token at run time",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_set),
		TEST_CASE(test_set_busy),
		TEST_CASE(test_set_before_init),
		TEST_CASE(test_rotate),
		TEST_CASE(test_rotate_generate),
		TEST_CASE(test_rotate_shared),
		TEST_CASE(test_status),
		TEST_CASE(test_threads),
		TEST_CASE(test_handover),
		TEST_CASE(test_not_held_up),
		TEST_CASE(test_handover_answer),
		TEST_CASE(test_table_lock),
		TEST_CASE(test_telemetry),
		TEST_CASE(test_removed),
		TEST_CASE(test_feature_answer),
		TEST_CASES_END()
	}
};

static int
test_vfio_vf_token_runtime(void)
{
	return unit_test_suite_runner(&vf_token_runtime_suite);
}

REGISTER_FAST_TEST(vfio_vf_token_runtime_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token_runtime);
