/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test tokens set by an application, before and after rte_eal_init(). Every row of a
 * table is run, and each row that fails is named.
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
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

/* A PF's own token comes first; other PFs use the default. */
static int
test_store(void)
{
	begin_without_tokens();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "own");
	TEST_ASSERT(is_default(NULL), "a PF's own token as the default");
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "default");
	TEST_ASSERT(is_default(B), "another default");
	TEST_ASSERT(pf_has(PF, A) && pf_has(OTHER_PF, B), "the wrong tokens");
	TEST_ASSERT_SUCCESS(remove_token(PF), "remove");
	TEST_ASSERT(pf_has(PF, B) && is_default(B), "no default");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "remove");
	TEST_ASSERT(pf_has(PF, NULL) && is_default(NULL), "removed, but has a token");
	return end_without_tokens();
}

/* More PFs than fit in one page of the store. */
static int
test_store_many(void)
{
	char pf[32];
	unsigned int i;

	begin_without_tokens();
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
	return end_without_tokens();
}

#define FIFTY "/a_folder_whose_name_together_has_fifty_characters"

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
	{ "no directory", PF, "generate:/nowhere/token", -ENOENT, A },
	{ "a directory", PF, "file:/", -EISDIR, A },
	{ "no descriptor", PF, "fd:999999", -EBADF, A },
	{ "output", PF, "fd:1", -EINVAL, A },
	{ "too long", PF, "file:/" FIFTY FIFTY FIFTY FIFTY FIFTY, -ENAMETOOLONG, A },
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

	begin_without_tokens();
	setenv("VFIO_TEST_RUNTIME", B, 1);
	for (i = 0; i < RTE_DIM(set_rows); i++)
		failed += !set_row_holds(&set_rows[i]);
	TEST_ASSERT_EQUAL(set_token(PF, NULL), -EINVAL, "no source");
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_without_tokens();
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

	begin_without_tokens();
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	for (i = 0; i < RTE_DIM(role_rows); i++)
		failed += !role_row_holds(&role_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_without_tokens();
}

/* Whether a forked process opens the VF, possibly after rte_eal_init(). */
static bool
in_fork(bool inits)
{
	char name[] = "test";
	char *none[ARGS] = { name, NULL };
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit((!inits || takes(none)) && vf_opens() ? EXIT_SUCCESS : EXIT_FAILURE);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* A forked process has the tokens, before and after rte_eal_init(). */
static int
test_fork(void)
{
	char name[] = "test", owner[] = PF " vf_token=" A;
	char *none[ARGS] = { name, NULL };
	int pf;

	begin_without_tokens();
	pf = ioctl(vfio_model_targets[RULES_PF].group_fd, VFIO_GROUP_GET_DEVICE_FD, owner);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	TEST_ASSERT(in_fork(false), "lost before rte_eal_init()");
	TEST_ASSERT(in_fork(true), "lost by rte_eal_init()");
	TEST_ASSERT(takes(none), "arguments");
	TEST_ASSERT(vf_opens(), "lost by rte_eal_init() in this process");
	TEST_ASSERT(in_fork(false), "lost after rte_eal_init()");
	TEST_ASSERT(in_fork(true), "lost by another rte_eal_init()");
	close(pf);
	return end_without_tokens();
}
TEST_IN_CHILD(test_fork)

/* Tokens set by the application stay, unless the arguments replace them. */
static int
test_set_before(void)
{
	char name[] = "test";
	char *none[ARGS] = { name, NULL };

	begin_without_tokens();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "set");
	TEST_ASSERT(give(NULL, ABSENT_PF "=" B, true), "an option for another PF");
	TEST_ASSERT(pf_has(PF, A) && pf_has(ABSENT_PF, B), "forgotten");
	TEST_ASSERT(give(NULL, PF "=" B, true), "an option for the same PF");
	TEST_ASSERT(pf_has(PF, B), "not replaced by the option");
	setenv(VARIABLE, PF "=" A, 1);
	TEST_ASSERT(takes(none), "a variable for the same PF");
	TEST_ASSERT(pf_has(PF, A), "not replaced by the variable");
	return end_without_tokens();
}
TEST_IN_CHILD(test_set_before)

/* How the status names the source of a token; '%' is the directory. */
#define SIXTY_FOUR "the_name_of_a_file_that_has_as_many_as_sixty_and_four_characters"
static const struct status_row {
	const char *name;     /* of a file, or NULL */
	const char *option;
	const char *variable; /* or NULL */
	const char *status;
	unsigned int cut;     /* of the source, or 0 */
} status_rows[] = {
	{ "b", "file:%/b", NULL, "by feature, from the option, file:%/b", 0 },
	/* characters that upset a terminal or JSON are replaced */
	{ "b\"\\\x1b\xc3\xa9", "file:%/b\"\\\x1b\xc3\xa9", NULL,
		"by feature, from the option, file:%/b?????", 0 },
	/* text longer than the display limit is truncated */
	{ SIXTY_FOUR, "file:%/" SIXTY_FOUR, NULL,
		"by feature, from the option, file:%/" SIXTY_FOUR, 60 },
	{ NULL, B, PF "=" A, "by feature, from the variable, uuid", 0 },
};

static bool
status_row_holds(const void *arg)
{
	const struct status_row *row = arg;
	char option[PATH_MAX], status[PATH_MAX], expected[PATH_MAX + 64], text[4096];
	bool holds;
	int fd;

	if (row->name != NULL)
		put_file(row->name, B "\n", 0600);
	if (row->variable != NULL)
		setenv(VARIABLE, row->variable, 1);
	holds = give(NULL, expand(row->option, option), true);
	snprintf(expected, sizeof(expected), PF ": PF, VF token %s",
		expand(row->status, status));
	if (row->cut != 0)
		strlcpy(strstr(expected, "file:") + row->cut, "...", sizeof("..."));
	strlcat(expected, "\n", sizeof(expected));
	fd = open_quietly(PF);
	holds &= fd >= 0 && strcmp(dump_text(text, sizeof(text)), expected) == 0;
	if (!holds)
		printf("status expected: %sfound: %s", expected, text);
	close_device(PF, fd);
	return holds;
}

static int
test_args_status(void)
{
	unsigned int failed;

	begin_without_tokens();
	failed = COUNT_FAILED(status_row_holds, status_rows);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_without_tokens();
}
TEST_IN_CHILD(test_args_status)

/* Location of the store; owned by the test below. */
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

/* the part of the store that holds the tokens of a test */
#define FIRST_TOKENS 65536

/*
 * Count how often the bytes of a token occur in this process' memory, or return
 * a negative errno. Only the kernel may read all of the memory.
 */
static int
count_in_memory(uintptr_t from, size_t len, const char *text)
{
	static char copy[FIRST_TOKENS];
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
	return count_in_memory((uintptr_t)resting.mem, RTE_MIN(resting.len, (size_t)FIRST_TOKENS),
		text);
}

/*
 * A removed token is wiped, even if another one takes its place. Runs in a
 * process that has no store yet.
 */
static int
test_removed(void)
{
	struct vfio_sys sys = *vfio_sys_real();

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
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_removed)

/* Reading a source must not delay startup: less than a millisecond. */
static int
test_source_time(void)
{
	static const char * const list[] = {
		A, "file:%/b", "generate:%/b", "env:VFIO_TEST_GOOD", "random",
	};
	uint64_t best, start, us;
	char source[PATH_MAX];
	unsigned int i, round;
	const char *text;

	put_file("b", B "\n", 0600);
	for (i = 0; i < RTE_DIM(list); i++) {
		text = expand(list[i], source);
		best = UINT64_MAX;
		for (round = 0; round < 100; round++) {
			setenv("VFIO_TEST_GOOD", A, 1);
			start = rte_get_timer_cycles();
			TEST_ASSERT_SUCCESS(set_token(NULL, text), "%s", text);
			best = RTE_MIN(best, rte_get_timer_cycles() - start);
		}
		us = best * 1000000 / rte_get_timer_hz();
		printf("%.8s: %" PRIu64 " us\n", list[i], us);
		TEST_ASSERT(us < 1000, "%s takes %" PRIu64 " us", list[i], us);
	}
	return TEST_SUCCESS;
}

struct unit_test_suite vf_token_store_suite = {
	.suite_name = "VFIO VF token store",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_store),
		TEST_CASE(test_store_many),
		TEST_CASE(test_set),
		TEST_CASE(test_role),
		TEST_CASE(test_source_time),
		TEST_CASE(test_set_before_in_child),
		TEST_CASE(test_args_status_in_child),
		TEST_CASE(test_fork_in_child),
		TEST_CASE(test_removed_in_child),
		TEST_CASES_END()
	}
};
