/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test sources of VF tokens by rte_pci_vf_token_set(). Every row of a table is
 * run, and each row that fails is named.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_log.h>
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
	{ "file:%/empty", -EINVAL, "/empty: a UUID is 36 characters" },
	{ "file:%/newline", -EINVAL, "/newline: a UUID is 36" },
	{ "file:%/short", -EINVAL, "/short: a UUID is 36" },
	{ "file:%/bad", -EINVAL, "/bad: a UUID is 36" },
	{ "file:%/nil", -EINVAL, "/nil: the nil UUID" },
	{ "file:%/two", -EINVAL, "/two: a UUID is 36" },
	{ "file:%/long", -EINVAL, "/long: a UUID is 36" },
	{ "file:%/absent", -ENOENT, "/absent: cannot be opened: No such file" },
	{ "file:%", -EISDIR, "cannot be read: Is a directory" },
	{ "file:", -ENOENT, "cannot be opened" },
	{ "file:" A, -ENOENT, "(not shown, it looks like a token)" },
	{ "file:/dev/zero", -EINVAL, "/dev/zero: a UUID is 36" },
	{ "file:/dev/null", -EINVAL, "/dev/null: a UUID is 36" },
	{ "generate:%/good", 0, NULL },
	{ "generate:%/empty", -EINVAL, "/empty: a UUID is 36 characters" },
	{ "generate:%/bad", -EINVAL, "/bad: a UUID is 36" },
	{ "generate:%/link", -ELOOP, "/link: cannot be opened: Too many levels of symbolic links" },
	{ "generate:%/nowhere/token", -ENOENT, "/nowhere/token: cannot be created: No such file" },
	{ "generate:%/by_group", -EPERM, "/by_group: it " WRITABLE },
	{ "generate:%/by_others", -EPERM, "/by_others: it " WRITABLE },
	{ "file:%/by_group", 0, NULL },
	{ "file:/" FIFTY FIFTY FIFTY FIFTY FIFTY, -ENAMETOOLONG,
		"is too long, a source has less than 256" },
	{ "generate:%", -EISDIR, "cannot be read: Is a directory" },
	{ "generate:/proc/self/token", -ENOENT, "cannot be created" },
	{ "env:VFIO_TEST_GOOD", 0, NULL },
	{ "env:VFIO_TEST_EMPTY", -EINVAL, "VFIO_TEST_EMPTY: a UUID is 36" },
	{ "env:VFIO_TEST_LONG", -EINVAL, "VFIO_TEST_LONG: a UUID is 36" },
	{ "env:VFIO_TEST_BAD", -EINVAL, "VFIO_TEST_BAD: a UUID" },
	{ "env:VFIO_TEST_ABSENT", -ENOENT, "VFIO_TEST_ABSENT: is not set" },
	{ "env:", -ENOENT, "env:: is not set" },
	{ "fd:", -EINVAL, "needs the number" },
	{ "fd:-1", -EINVAL, "needs the number" },
	{ "fd:x", -EINVAL, "needs the number" },
	{ "fd:1", -EINVAL, "an input descriptor" },
	{ "fd:99999999999", -EINVAL, "needs the number" },
	{ "fd:999999", -EBADF, "fd:999999: cannot be read: Bad file" },
	{ "File:%/good", -EINVAL, "unknown source" },
	{ "", -EINVAL, "this has 0 characters" },
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

/* Replace all tokens with a default one from a source. The log stays open. */
static int
read_source(const char *source, const char **log)
{
	int ret;

	forget_tokens();
	capture_start();
	ret = set_token(NULL, source);
	*log = capture_text();
	return ret;
}

/* The same, if the log does not matter. */
static int
take(const char *source)
{
	const char *log;
	const int ret = read_source(source, &log);

	capture_end();
	return ret;
}

static bool
source_row_holds(const struct source_row *row)
{
	char source[PATH_MAX];
	const char *log;
	bool holds;
	int ret;

	ret = read_source(expand(row->source, source), &log);
	holds = ret == row->expect && is_default(ret == 0 ? A : NULL) &&
		!shows(log, A) && !shows(log, "d1b0a5c4");
	holds &= row->reason == NULL ? *log == '\0' :
		strstr(log, row->reason) != NULL && count_lines(log) == 1;
	if (!holds)
		printf("source '%s': %d expected, %d found: %s\n", row->source,
			row->expect, ret, log);
	capture_end();
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
	int expect;
	const char *reason;
} pipe_rows[] = {
	{ A, false, 0, "" },
	{ A "\n", false, 0, "" },
	{ " " A "\nmore\n", false, 0, "" },
	{ "", false, -EINVAL, "this has 0 characters" },
	{ "short", false, -EINVAL, "this has 5 characters" },
	{ long_line, false, -EINVAL, "a UUID is 36" },
	{ A "\n", true, 0, "" },
	{ A "\nmore", true, 0, "" },
	{ A, true, -ETIMEDOUT, "no newline or end of file within 5 s" },
	{ "", true, -ETIMEDOUT, "no newline or end of file within 5 s" },
};

/* The pipe is read up to the end of the first line, and closed. */
static int
read_pipe(const struct pipe_row *row)
{
	const ssize_t len = strlen(row->text);
	char source[32];
	const char *log;
	int fds[2];

	TEST_ASSERT_SUCCESS(pipe(fds), "pipe");
	TEST_ASSERT(write(fds[1], row->text, len) == len, "write");
	if (!row->stays_open)
		close(fds[1]);
	snprintf(source, sizeof(source), "fd:%d", fds[0]);
	TEST_ASSERT_EQUAL(read_source(source, &log), row->expect, "'%s': %s", row->text, log);
	TEST_ASSERT_NOT_NULL(strstr(log, row->reason), "'%s': %s", row->text, log);
	capture_end();
	TEST_ASSERT(fcntl(fds[0], F_GETFD) < 0, "'%s': open", row->text);
	if (row->stays_open)
		close(fds[1]);
	return TEST_SUCCESS;
}

/* Read from a descriptor; one unsuitable for a token stays open. */
static bool
is_left_alone(int fd, const char *reason)
{
	char source[32];
	const char *log;
	bool holds;

	snprintf(source, sizeof(source), "fd:%d", fd);
	holds = fd >= 0 && read_source(source, &log) == -EINVAL &&
		strstr(log, reason) != NULL;
	capture_end();
	return holds && close(fd) == 0;
}

static int
test_source_fd(void)
{
	/* still in use after a failed check */
	static struct vfio_sys sys;
	unsigned int i;

	sys = *vfio_sys_real();
	sys.poll = poll_now;
	vfio_sys_replace(&sys);
	for (i = 0; i < RTE_DIM(pipe_rows); i++)
		if (read_pipe(&pipe_rows[i]) != TEST_SUCCESS)
			return TEST_FAILED;
	vfio_sys_replace(NULL);

	/* a number that is off by one does no harm */
	TEST_ASSERT(is_left_alone(open("/dev/null", O_RDONLY),
			"is not a pipe, file or socket, and was left untouched"), "a device");
	TEST_ASSERT(is_left_alone(posix_openpt(O_RDWR | O_NOCTTY), "and was left untouched"),
		"a terminal");
	return TEST_SUCCESS;
}

/* Reading a source must not delay startup: less than a millisecond. */
static int
test_source_time(void)
{
	static const char * const list[] = {
		A, "file:%/good", "generate:%/good", "env:VFIO_TEST_GOOD", "random",
	};
	uint64_t best, start, us;
	char source[PATH_MAX];
	unsigned int i, round;
	const char *text;

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
	int ret;

	ret = take(expand("generate:%/made", source));
	umask(mask);
	TEST_ASSERT_SUCCESS(ret, "%s", source);
	rte_eal_vfio_get_vf_token(first);
	TEST_ASSERT_SUCCESS(stat(path, &st), "stat");
	TEST_ASSERT_EQUAL(st.st_mode, (mode_t)(S_IFREG | 0600), "mode %o", st.st_mode);
	TEST_ASSERT_EQUAL(count_entries(sysfs), files + 1, "files were left");
	TEST_ASSERT(first[6] >> 4 == 4 && first[8] >> 6 == 2, "no version 4");
	TEST_ASSERT_SUCCESS(take(source), "%s", source);
	rte_eal_vfio_get_vf_token(second);
	TEST_ASSERT(rte_uuid_compare(first, second) == 0, "made twice");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	TEST_ASSERT_SUCCESS(take(source), "%s", source);
	rte_eal_vfio_get_vf_token(second);
	TEST_ASSERT(rte_uuid_compare(first, second) != 0, "made alike");
	TEST_ASSERT_SUCCESS(unlink(path), "unlink");
	return TEST_SUCCESS;
}

/* A token given as a path does not show in messages about the file. */
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
	forget_tokens();
	return TEST_SUCCESS;
}

/* In a directory that others can write to, no file is made or read. */
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
	char folder[PATH_MAX], path[PATH_MAX], source[PATH_MAX];
	const char *log;
	unsigned int i;

	expand("%/folder", folder);
	expand("%/folder/made", path);
	expand("generate:%/folder/made", source);
	for (i = 0; i < RTE_DIM(rows); i++) {
		TEST_ASSERT_SUCCESS(mkdir(folder, 0700), "mkdir");
		TEST_ASSERT_SUCCESS(chmod(folder, rows[i].mode), "chmod");
		if (rows[i].has_file)
			put_file("folder/made", A "\n", 0600);
		TEST_ASSERT_EQUAL(read_source(source, &log), rows[i].expect, "%s: %s",
			rows[i].name, log);
		TEST_ASSERT(rows[i].expect == 0 ||
			strstr(log, "made: its directory " WRITABLE) != NULL,
			"%s: %s", rows[i].name, log);
		capture_end();
		TEST_ASSERT((unlink(path) == 0) == (rows[i].has_file || rows[i].expect == 0),
			"%s: a file was made, or was not", rows[i].name);
		TEST_ASSERT_SUCCESS(rmdir(folder), "files were left");
	}
	return TEST_SUCCESS;
}

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
	TEST_ASSERT_SUCCESS(take(expand("generate:%/synced", source)), "%s", source);
	vfio_sys_replace(NULL);
	TEST_ASSERT_SUCCESS(unlink(source + strlen("generate:")), "unlink");
	TEST_ASSERT_EQUAL(disk.syncs, 1, "%u syncs", disk.syncs);
	TEST_ASSERT_EQUAL(disk.syncs_when_linked, 1, "linked before the sync");
	return TEST_SUCCESS;
}

/* In a separate process: wait until all are there, read, report the token. */
static int
read_and_tell(const char *source, int go, int back)
{
	rte_uuid_t got = { 0 };
	char byte;

	if (read(go, &byte, 1) == 0 && take(source) == 0)
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

/* Take a source while system calls are replaced. */
static int
take_with(const struct vfio_sys *sys, const char *source)
{
	char text[PATH_MAX];
	int ret;

	vfio_sys_replace(sys);
	ret = take(expand(source, text));
	vfio_sys_replace(NULL);
	if (ret < 0 && !is_default(NULL))
		ret = -EPROTO;
	return ret;
}

static int
test_source_faults(void)
{
	const unsigned int files = count_entries(sysfs);
	struct vfio_sys sys;
	rte_uuid_t got;

	sys = *vfio_sys_real();
	sys.write = full_disk;
	sys.fsync = broken_disk;
	TEST_ASSERT_EQUAL(take_with(&sys, "generate:%/faulty"), -ENOSPC, "full disk");
	sys = *vfio_sys_real();
	sys.write = half_written;
	TEST_ASSERT_EQUAL(take_with(&sys, "generate:%/faulty"), -ENOSPC, "nearly full disk");

	sys = *vfio_sys_real();
	sys.getrandom = no_random;
	TEST_ASSERT_EQUAL(take_with(&sys, "random"), -ENOSYS, "no random numbers");
	TEST_ASSERT_EQUAL(take_with(&sys, "generate:%/faulty"), -ENOSYS, "no random numbers");
	sys.getrandom = few_random;
	TEST_ASSERT_EQUAL(take_with(&sys, "random"), -EIO, "few random bytes");

	sys = *vfio_sys_real();
	sys.fstat = another_users;
	TEST_ASSERT_EQUAL(take_with(&sys, "generate:%/good"), -EPERM, "another user's file");
	TEST_ASSERT_SUCCESS(take_with(&sys, "file:%/good"),
		"another user's file, that was asked for");

	sys = *vfio_sys_real();
	sys.poll = never_ready;
	TEST_ASSERT_EQUAL(take_with(&sys, "file:%/fifo"), -ETIMEDOUT, "no writer");
	sys.poll = always_ready;
	sys.read = nothing_read;
	TEST_ASSERT_EQUAL(take_with(&sys, "file:%/fifo"), -EAGAIN, "another reader");

	TEST_ASSERT_EQUAL(count_entries(sysfs), files, "files were left");
	TEST_ASSERT_SUCCESS(take("random"), "random");
	rte_eal_vfio_get_vf_token(got);
	TEST_ASSERT(got[6] >> 4 == 4 && got[8] >> 6 == 2, "no version 4");
	forget_tokens();
	return TEST_SUCCESS;
}

struct unit_test_suite vf_token_source_suite = {
	.suite_name = "VFIO VF token sources",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_source),
		TEST_CASE(test_source_fd),
		TEST_CASE(test_source_time),
		TEST_CASE(test_source_generate),
		TEST_CASE(test_source_generate_token),
		TEST_CASE(test_source_generate_folder),
		TEST_CASE(test_source_generate_sync),
		TEST_CASE(test_source_generate_race),
		TEST_CASE(test_source_faults),
		TEST_CASES_END()
	}
};
