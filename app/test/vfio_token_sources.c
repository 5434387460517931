/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test sources of VF tokens in the arguments and the environment, by calling
 * rte_eal_init() in separate processes, where it fails and can be called again.
 * Every row of a table is run, and each row that fails is named.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_uuid.h>

#include "test.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

/* Files to read tokens from, in the directory of the fake sysfs. */
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

/* tokens that somebody else may have chosen */
#define WRITABLE "belongs to another user or is writable by one"

#define FIFTY "/a_folder_whose_name_together_has_fifty_characters"

/* Sources; '%' stands for the directory. */
static const struct source_row {
	const char *source;
	bool is_good;
	const char *reason; /* on failure; else a line at WARNING, or NULL */
} source_rows[] = {
	{ A, true, NULL },
	{ "file:%/good", true, NULL },
	{ "file:%/bare", true, NULL },
	{ "file:%/blanks", true, NULL },
	{ "file:%/readonly", true, NULL },
	{ "file:%/link", true, NULL },
	{ "file:%/public", true, "every user of this machine can read" },
	{ "file:%/empty", false, "/empty: a UUID is 36 characters" },
	{ "file:%/newline", false, "/newline: a UUID is 36" },
	{ "file:%/short", false, "/short: a UUID is 36" },
	{ "file:%/bad", false, "/bad: a UUID is 36" },
	{ "file:%/nil", false, "/nil: the nil UUID" },
	{ "file:%/two", false, "/two: a UUID is 36" },
	{ "file:%/long", false, "/long: a UUID is 36" },
	{ "file:%/absent", false, "/absent: cannot be opened: No such file" },
	{ "file:%", false, "cannot be read: Is a directory" },
	{ "file:", false, "cannot be opened" },
	{ "file:" A, false, "(not shown, it looks like a token)" },
	{ "file:/dev/zero", false, "/dev/zero: a UUID is 36" },
	{ "file:/dev/null", false, "/dev/null: a UUID is 36" },
	{ "generate:%/good", true, NULL },
	{ "generate:%/empty", false, "/empty: a UUID is 36 characters" },
	{ "generate:%/bad", false, "/bad: a UUID is 36" },
	{ "generate:%/link", false, "/link: cannot be opened: Too many levels of symbolic links" },
	{ "generate:%/nowhere/token", false, "/nowhere/token: cannot be created: No such file" },
	{ "generate:%/by_group", false, "/by_group: it " WRITABLE },
	{ "generate:%/by_others", false, "/by_others: it " WRITABLE },
	{ "file:%/by_group", true, NULL },
	{ "file:/" FIFTY FIFTY FIFTY FIFTY FIFTY, false,
		"is too long, a source has less than 256" },
	{ "generate:%", false, "cannot be read: Is a directory" },
	{ "generate:/proc/self/token", false, "cannot be created" },
	{ "env:VFIO_TEST_GOOD", true, NULL },
	{ "env:VFIO_TEST_EMPTY", false, "VFIO_TEST_EMPTY: a UUID is 36" },
	{ "env:VFIO_TEST_LONG", false, "VFIO_TEST_LONG: a UUID is 36" },
	{ "env:VFIO_TEST_BAD", false, "VFIO_TEST_BAD: a UUID" },
	{ "env:VFIO_TEST_ABSENT", false, "VFIO_TEST_ABSENT: is not set" },
	{ "env:", false, "env:: is not set" },
	{ "fd:", false, "needs the number" },
	{ "fd:-1", false, "needs the number" },
	{ "fd:x", false, "needs the number" },
	{ "fd:1", false, "an input descriptor" },
	{ "fd:99999999999", false, "needs the number" },
	{ "fd:999999", false, "fd:999999: cannot be read: Bad file" },
	{ "File:%/good", false, "unknown source" },
	{ "urn:uuid:" A, false, "unknown source" },
	{ "deadbeef:", false, "unknown source" },
	{ "fiile:/run/token", false, "unknown source, use file:, generate:" },
	{ "ffff:01:00.0", false, "unknown source" },
	{ "ffff:01:00.0=ffff:01:00.0=" A, false, "unknown source" },
	{ "", false, "this has 0 characters" },
};

static int
make_token_files(void)
{
	char path[PATH_MAX], target[PATH_MAX];
	unsigned int i;

	for (i = 0; i < RTE_DIM(token_files); i++)
		put_file(token_files[i].name, token_files[i].content, token_files[i].mode);
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

/* Take the default token from a source. */
static bool
take(const char *source)
{
	return give(NULL, source, true);
}

static bool
source_row_holds(const void *arg)
{
	const struct source_row *row = arg;
	const unsigned int fds = count_entries("/proc/self/fd");
	char source[PATH_MAX];
	bool holds;

	holds = give(NULL, expand(row->source, source), row->is_good) &&
		is_default(row->is_good ? A : NULL) &&
		!shows(said, A) && !shows(said, "d1b0a5c4") &&
		count_entries("/proc/self/fd") == fds;
	holds &= count_said() == (row->reason != NULL) &&
		(row->reason == NULL || strstr(said, row->reason) != NULL);
	if (!holds)
		printf("source '%s', expected to be %s: %s\n", row->source,
			row->is_good ? "taken" : "rejected", said);
	return holds;
}

static int
test_source(void)
{
	unsigned int files, failed;

	if (make_token_files() != TEST_SUCCESS)
		return TEST_FAILED;
	files = count_entries(sysfs);
	failed = COUNT_FAILED(source_row_holds, source_rows);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	TEST_ASSERT_EQUAL(files, count_entries(sysfs), "files were left");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source)

/* Nothing more arrives, no matter how long the wait. */
static int
poll_now(struct pollfd *fds, nfds_t n, int timeout __rte_unused)
{
	return vfio_sys_real()->poll(fds, n, 0);
}

/* Text sent through a pipe, and whether its writer keeps the pipe open. */
static const struct pipe_row {
	const char *text;
	bool stays_open;
	bool is_good;
	const char *reason;
} pipe_rows[] = {
	{ A, false, true, "" },
	{ A "\n", false, true, "" },
	{ " " A "\nmore\n", false, true, "" },
	{ "", false, false, "this has 0 characters" },
	{ "short", false, false, "this has 5 characters" },
	{ long_line, false, false, "a UUID is 36" },
	{ A "\n", true, true, "" },
	{ A "\nmore", true, true, "" },
	{ A, true, false, "no newline or end of file within 5 s" },
	{ "", true, false, "no newline or end of file within 5 s" },
};

/* The pipe is read up to the end of the first line, and closed. */
static bool
pipe_row_holds(const void *arg)
{
	const struct pipe_row *row = arg;
	const ssize_t len = strlen(row->text);
	char source[32];
	bool holds;
	int fds[2];

	if (pipe(fds) < 0 || write(fds[1], row->text, len) != len)
		return false;
	if (!row->stays_open)
		close(fds[1]);
	snprintf(source, sizeof(source), "fd:%d", fds[0]);
	holds = give(NULL, source, row->is_good) && is_default(row->is_good ? A : NULL) &&
		strstr(said, row->reason) != NULL && fcntl(fds[0], F_GETFD) < 0;
	if (!holds)
		printf("pipe '%s', expected to be %s: %s\n", row->text,
			row->is_good ? "taken" : "rejected", said);
	return holds;
}

/* Read from a descriptor; one unsuitable for a token stays open. */
static bool
is_left_alone(int fd, const char *reason)
{
	char source[32];

	snprintf(source, sizeof(source), "fd:%d", fd);
	return fd >= 0 && give(NULL, source, false) &&
		strstr(said, reason) != NULL && close(fd) == 0;
}

/* a number that is off by one does no harm */
static const struct other_row {
	const char *path;
	int flags;
} other_rows[] = {
	{ "/dev/null", O_RDONLY },
	{ "/dev/ptmx", O_RDWR | O_NOCTTY },
};

static bool
other_row_holds(const void *arg)
{
	const struct other_row *row = arg;

	return is_left_alone(open(row->path, row->flags),
		"is not a pipe, file or socket, and was left untouched");
}

static int
test_source_fd(void)
{
	/* still in use after a failed check */
	static struct vfio_sys sys;
	unsigned int failed;

	sys = *vfio_sys_real();
	sys.poll = poll_now;
	vfio_sys_replace(&sys);
	failed = COUNT_FAILED(pipe_row_holds, pipe_rows);
	vfio_sys_replace(NULL);
	failed += COUNT_FAILED(other_row_holds, other_rows);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_fd)

/* Made once, as a version 4 UUID that only its owner can read. */
static int
test_source_generate(void)
{
	rte_uuid_t first, second;
	unsigned int files = count_entries(sysfs);
	const mode_t mask = umask(0777);
	char source[PATH_MAX];
	const char *path = source + strlen("generate:");
	struct stat st;
	bool taken;

	taken = take(expand("generate:%/made", source));
	umask(mask);
	TEST_ASSERT(taken, "%s", source);
	rte_eal_vfio_get_vf_token(first);
	TEST_ASSERT_SUCCESS(stat(path, &st), "stat");
	TEST_ASSERT_EQUAL(st.st_mode, (mode_t)(S_IFREG | 0600), "mode %o", st.st_mode);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");
	TEST_ASSERT(first[6] >> 4 == 4 && first[8] >> 6 == 2, "no version 4");
	TEST_ASSERT(take(source), "%s", source);
	rte_eal_vfio_get_vf_token(second);
	TEST_ASSERT(rte_uuid_compare(first, second) == 0, "made twice");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	TEST_ASSERT(take(source), "%s", source);
	rte_eal_vfio_get_vf_token(second);
	TEST_ASSERT(rte_uuid_compare(first, second) != 0, "made alike");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_generate)

/* A token given as a path does not show in messages about the file. */
static int
test_source_generate_token(void)
{
	bool taken;

	TEST_ASSERT_SUCCESS(chdir(sysfs), "chdir: %s", strerror(errno));
	taken = take("generate:" A);
	unlink(A);
	TEST_ASSERT(taken && strstr(said, "created a random one") != NULL, "%s", said);
	TEST_ASSERT(!shows(said, A), "the token is shown");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_generate_token)

/* In a directory that others can write to, no file is made or read. */
static int
test_source_generate_folder(void)
{
	static const struct {
		const char *name;
		mode_t mode;
		bool has_file;
		bool is_good;
	} rows[] = {
		{ "private", 0700, false, true },
		{ "readable", 0755, false, true },
		{ "sticky", 01777, false, true },
		{ "group's", 0770, false, false },
		{ "everybody's", 0777, false, false },
		{ "everybody's, and a file", 0777, true, false },
	};
	char folder[PATH_MAX], path[PATH_MAX], source[PATH_MAX];
	unsigned int i;

	expand("%/folder", folder);
	expand("%/folder/made", path);
	expand("generate:%/folder/made", source);
	for (i = 0; i < RTE_DIM(rows); i++) {
		TEST_ASSERT_SUCCESS(mkdir(folder, 0700), "mkdir");
		TEST_ASSERT_SUCCESS(chmod(folder, rows[i].mode), "chmod");
		if (rows[i].has_file)
			put_file("folder/made", A "\n", 0600);
		TEST_ASSERT(give(NULL, source, rows[i].is_good), "%s: %s", rows[i].name, said);
		TEST_ASSERT(rows[i].is_good ||
			strstr(said, "made: its directory " WRITABLE) != NULL,
			"%s: %s", rows[i].name, said);
		TEST_ASSERT((unlink(path) == 0) == (rows[i].has_file || rows[i].is_good),
			"%s: a file was made, or was not", rows[i].name);
		TEST_ASSERT_SUCCESS(rmdir(folder), "files were left");
	}
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_generate_folder)

/* State of a disk over time: owned by the test below. */
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

/* A token in use by the kernel is on disk before its name is. */
static int
test_source_generate_sync(void)
{
	char source[PATH_MAX];
	/* still in use after a failed check */
	static struct vfio_sys sys;

	memset(&disk, 0, sizeof(disk));
	sys = *vfio_sys();
	sys.fsync = counted_fsync;
	sys.link = counted_link;
	vfio_sys_replace(&sys);
	TEST_ASSERT(take(expand("generate:%/synced", source)), "%s", source);
	vfio_sys_replace(NULL);
	TEST_ASSERT_SUCCESS(unlink(source + strlen("generate:")), "unlink");
	TEST_ASSERT_EQUAL(disk.syncs, 1, "%u syncs", disk.syncs);
	TEST_ASSERT_EQUAL(disk.syncs_when_linked, 1, "linked before the sync");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_generate_sync)

/* In a separate process: wait until all are there, read, report the token. */
static int
read_and_tell(const char *source, int go, int back)
{
	rte_uuid_t got = { 0 };
	char byte;

	if (read(go, &byte, 1) == 0 && take(source))
		rte_eal_vfio_get_vf_token(got);
	return write(back, got, sizeof(got)) != sizeof(got);
}

/* Processes started at once end up with the same token. */
static int
race_once(const char *source, unsigned int round)
{
	enum { PROCESSES = 8 };
	rte_uuid_t got[PROCESSES];
	int go[2], back[2];
	unsigned int i;
	pid_t pid;

	TEST_ASSERT(pipe(go) == 0 && pipe(back) == 0, "pipe");
	for (i = 0; i < PROCESSES; i++) {
		pid = fork();
		TEST_ASSERT(pid >= 0, "fork");
		if (pid == 0) {
			close(go[1]);
			_exit(read_and_tell(source, go[0], back[1]));
		}
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
		TEST_ASSERT(!rte_uuid_is_null(got[i]) && rte_uuid_compare(got[0], got[i]) == 0,
			"round %u: process %u has another", round, i);
	return TEST_SUCCESS;
}

static int
test_source_generate_race(void)
{
	char source[PATH_MAX];
	unsigned int round;

	expand("generate:%/raced", source);
	for (round = 0; round < 50; round++) {
		if (race_once(source, round) != TEST_SUCCESS)
			return TEST_FAILED;
		TEST_ASSERT_SUCCESS(unlink(source + strlen("generate:")), "unlink");
	}
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_generate_race)

/* A full disk, and a failing generator. */
static ssize_t
full_disk(int fd __rte_unused, const void *buf __rte_unused,
		size_t n __rte_unused)
{
	errno = ENOSPC;
	return -1;
}

static ssize_t
half_written(int fd, const void *buf, size_t n)
{
	return vfio_sys_real()->write(fd, buf, n / 2);
}

static int
broken_disk(int fd __rte_unused)
{
	errno = EIO;
	return -1;
}

/* Ready, but another reader is faster. */
static int
always_ready(struct pollfd *fds __rte_unused, nfds_t n __rte_unused, int timeout __rte_unused)
{
	return 1;
}

static ssize_t
nothing_read(int fd __rte_unused, void *buf __rte_unused,
		size_t n __rte_unused)
{
	errno = EAGAIN;
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

/* Calls that are replaced while a source is read. */
static const struct fault_row {
	const char *source;
	struct vfio_sys calls; /* NULL: libc's */
	bool is_good;
	const char *reason;
} fault_rows[] = {
	{ "generate:%/faulty", { .write = full_disk, .fsync = broken_disk }, false,
		"No space left on device" },
	{ "generate:%/faulty", { .write = half_written }, false, "No space left on device" },
	{ "random", { .getrandom = no_random }, false, "Function not implemented" },
	{ "generate:%/faulty", { .getrandom = no_random }, false, "Function not implemented" },
	{ "random", { .getrandom = few_random }, false, "Input/output error" },
	{ "generate:%/good", { .fstat = another_users }, false, WRITABLE },
	{ "file:%/good", { .fstat = another_users }, true, "" },
	{ "file:%/fifo", { .poll = never_ready }, false, "within 5 s" },
	{ "file:%/fifo", { .poll = always_ready, .read = nothing_read }, false,
		"Resource temporarily unavailable" },
};

#define REPLACE(sys, row, call) \
	((sys)->call = (row)->calls.call != NULL ? (row)->calls.call : (sys)->call)

static bool
fault_row_holds(const void *arg)
{
	const struct fault_row *row = arg;
	struct vfio_sys sys = *vfio_sys_real();
	char source[PATH_MAX];
	bool holds;

	REPLACE(&sys, row, write);
	REPLACE(&sys, row, fsync);
	REPLACE(&sys, row, getrandom);
	REPLACE(&sys, row, fstat);
	REPLACE(&sys, row, poll);
	REPLACE(&sys, row, read);
	vfio_sys_replace(&sys);
	holds = give(NULL, expand(row->source, source), row->is_good);
	vfio_sys_replace(NULL);
	holds &= strstr(said, row->reason) != NULL && is_default(row->is_good ? A : NULL);
	if (!holds)
		printf("%s, expected to be %s: %s\n", row->source,
			row->is_good ? "taken" : row->reason, said);
	return holds;
}

static int
test_source_faults(void)
{
	unsigned int files, failed;
	rte_uuid_t got;

	if (make_token_files() != TEST_SUCCESS)
		return TEST_FAILED;
	files = count_entries(sysfs);
	failed = COUNT_FAILED(fault_row_holds, fault_rows);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	TEST_ASSERT(take("random"), "random");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(got[6] >> 4 == 4 && got[8] >> 6 == 2, "no version 4");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_source_faults)

/*
 * A second call of rte_eal_init() forgets nothing: tokens no longer given stay
 * known, even if their source is used up, and tokens given again are replaced.
 */
static int
test_args_again(void)
{
	char name[] = "test", env[] = OPTION "=env:VFIO_TEST_TOKEN";
	char other[] = OPTION "=" B, absent[] = OPTION "=env:VFIO_TEST_ABSENT";
	char *first[ARGS] = { name, env, NULL }, *none[ARGS] = { name, NULL };
	char *anew[ARGS] = { name, other, NULL }, *never[ARGS] = { name, absent, NULL };

	begin_model();
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT(takes(first), "not taken");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	TEST_ASSERT(takes(first), "not taken again");
	TEST_ASSERT(is_default(A), "given again, but forgotten");
	TEST_ASSERT(rejects(never), "another one that is not there");
	TEST_ASSERT(takes(none), "not taken without it");
	TEST_ASSERT(is_default(A), "not given any more, and forgotten");
	TEST_ASSERT(takes(first), "not taken a third time");
	TEST_ASSERT(is_default(A), "given again, but forgotten");
	setenv("VFIO_TEST_TOKEN", B, 1);
	TEST_ASSERT(takes(first), "not taken anew");
	TEST_ASSERT(is_default(B), "the old token");
	TEST_ASSERT(give(NULL, A, true), "not taken in the place of another");
	TEST_ASSERT(takes(anew), "not taken in the place of another");
	TEST_ASSERT(is_default(B), "the old token");
	return end_model();
}
TEST_IN_CHILD(test_args_again)

static int
test_args_variable(void)
{
	char name[] = "test", option[] = OPTION "=" B;
	char env[] = OPTION "=env:VFIO_TEST_TOKEN";
	char env_pf[] = OPTION "=" ABSENT_PF "=env:VFIO_TEST_TOKEN";
	char *none[ARGS] = { name, NULL };
	char *wins[ARGS] = { name, option, NULL };
	char *both[ARGS] = { name, env, env_pf, NULL };
	char *text;

	begin_model();
	setenv(VARIABLE, A "," ABSENT_PF "=" B, 1);
	text = getenv(VARIABLE);
	TEST_ASSERT(takes(none), "the variable is not taken");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B),
		"the variable's tokens are not there");
	TEST_ASSERT_NULL(getenv(VARIABLE), "the variable is there");
	TEST_ASSERT(!shows(text, A) && !shows(text, B), "the variable's text is there");
	TEST_ASSERT(takes(none), "again");
	TEST_ASSERT(is_default(A), "forgotten with the variable");

	setenv(VARIABLE, A, 1);
	TEST_ASSERT(takes(wins), "option and variable");
	TEST_ASSERT(is_default(B), "the variable has won");
	setenv(VARIABLE, A "," B, 1);
	TEST_ASSERT(rejects(none), "the default twice, but taken");
	TEST_ASSERT(!shows(said, A) && !shows(said, B), "%s", said);
	setenv(VARIABLE, "", 1);
	TEST_ASSERT(rejects(none), "nothing, but taken");

	/* one variable for two PFs; removed after both have it */
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT(takes(both), "a variable for two");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, A), "not both");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	TEST_ASSERT(takes(both), "a variable that is gone");
	TEST_ASSERT(is_default(A), "forgotten with the variable");
	return end_model();
}
TEST_IN_CHILD(test_args_variable)

static int
test_args_unknown(void)
{
	TEST_ASSERT(give(NULL, "env:VFIO_TEST_TOKEN", false), "never known, but taken");
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_args_unknown)

struct unit_test_suite vf_token_source_suite = {
	.suite_name = "VFIO VF token sources",
	.unit_test_cases = {
		TEST_CASE(test_source_in_child),
		TEST_CASE(test_source_fd_in_child),
		TEST_CASE(test_source_generate_in_child),
		TEST_CASE(test_source_generate_token_in_child),
		TEST_CASE(test_source_generate_folder_in_child),
		TEST_CASE(test_source_generate_sync_in_child),
		TEST_CASE(test_source_generate_race_in_child),
		TEST_CASE(test_source_faults_in_child),
		TEST_CASE(test_args_again_in_child),
		TEST_CASE(test_args_variable_in_child),
		TEST_CASE(test_args_unknown_in_child),
		TEST_CASES_END()
	}
};
