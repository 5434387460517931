/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Fail every system call of the VF token code, one at a time, at each place
 * where a job makes it, with every errno that its manual page or the kernel
 * allows. Each time the job must end as documented: with that errno and a
 * message that names it or, if the call does not matter, successfully. Nothing
 * is left behind, no secret shows, and the next attempt works. Calls that DPDK
 * itself makes to set up a device are excluded.
 */

#include <errno.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

/* The calls of struct vfio_sys that may fail. */
enum call {
	CALL_ioctl,
	CALL_open,
	CALL_read,
	CALL_write,
	CALL_poll,
	CALL_mkostemp,
	CALL_stat,
	CALL_fstat,
	CALL_fcntl,
	CALL_fchmod,
	CALL_fchown,
	CALL_fsync,
	CALL_link,
	CALL_rename,
	CALL_unlink,
	CALL_access,
	CALL_readlink,
	CALL_close,
	CALL_getrandom, /* from here on, calls that overwrite and keep secrets */
	CALL_mmap,
	CALL_munmap,
	CALL_madvise,
	CALL_mlock2,
	CALL_COUNT
};

/* Errors of a call not caused by a bad argument of ours; 0 ends a list. */
static const struct {
	const char *name;
	int errs[20];
} calls[CALL_COUNT] = {
	[CALL_ioctl] = { "ioctl", { EACCES, EBADF, EBUSY, EFAULT, EINTR, EINVAL,
		EIO, EMFILE, ENODEV, ENOMEM, ENOTTY, EPERM } },
	[CALL_open] = { "open", { EACCES, EDQUOT, EEXIST, EINTR, EIO, EISDIR,
		ELOOP, EMFILE, ENAMETOOLONG, ENFILE, ENODEV, ENOENT, ENOMEM,
		ENOSPC, ENOTDIR, ENXIO, EOVERFLOW, EPERM, EROFS } },
	[CALL_read] = { "read", { EAGAIN, EINTR, EINVAL, EIO, EISDIR } },
	[CALL_write] = { "write", { EDQUOT, EFBIG, EINTR, EIO, ENOSPC, EPERM } },
	[CALL_poll] = { "poll", { EINTR, EINVAL, ENOMEM } },
	[CALL_mkostemp] = { "mkostemp", { EACCES, EDQUOT, EEXIST, EIO, EMFILE,
		ENAMETOOLONG, ENFILE, ENOENT, ENOMEM, ENOSPC, ENOTDIR, EPERM,
		EROFS } },
	[CALL_stat] = { "stat", { EACCES, EIO, ELOOP, ENAMETOOLONG, ENOENT,
		ENOMEM, ENOTDIR, EOVERFLOW } },
	[CALL_fstat] = { "fstat", { EACCES, EBADF, EIO, ENOMEM, EOVERFLOW } },
	[CALL_fcntl] = { "fcntl", { EBADF, EINVAL, EMFILE } },
	[CALL_fchmod] = { "fchmod", { EIO, EPERM, EROFS } },
	[CALL_fchown] = { "fchown", { EDQUOT, EIO, EPERM, EROFS } },
	[CALL_fsync] = { "fsync", { EDQUOT, EINVAL, EIO, ENOSPC, EROFS } },
	[CALL_link] = { "link", { EACCES, EDQUOT, EEXIST, EIO, ELOOP, EMLINK,
		ENAMETOOLONG, ENOENT, ENOMEM, ENOSPC, ENOTDIR, EPERM, EROFS,
		EXDEV } },
	[CALL_rename] = { "rename", { EACCES, EBUSY, EDQUOT, EINVAL, EISDIR,
		ELOOP, EMLINK, ENAMETOOLONG, ENOENT, ENOMEM, ENOSPC, ENOTDIR,
		EPERM, EROFS, EXDEV } },
	[CALL_unlink] = { "unlink", { EACCES, EBUSY, EIO, ENOENT, ENOMEM, EPERM,
		EROFS } },
	[CALL_getrandom] = { "getrandom", { EAGAIN, EFAULT, EINTR, EINVAL,
		ENOSYS } },
	[CALL_access] = { "access", { EACCES, EIO, ELOOP, ENAMETOOLONG, ENOENT,
		ENOMEM, ENOTDIR } },
	[CALL_readlink] = { "readlink", { EACCES, EINVAL, EIO, ELOOP,
		ENAMETOOLONG, ENOENT, ENOMEM, ENOTDIR } },
	[CALL_mmap] = { "mmap", { EACCES, EAGAIN, ENOMEM, EPERM } },
	[CALL_munmap] = { "munmap", { EINVAL, ENOMEM } },
	[CALL_madvise] = { "madvise", { EAGAIN, EBADF, EINVAL, ENOMEM, EPERM } },
	[CALL_mlock2] = { "mlock2", { EAGAIN, EINVAL, ENOMEM, EPERM } },
	[CALL_close] = { "close", { EDQUOT, EINTR, EIO, ENOSPC } },
};

/* The pending fault, and the calls made. Owned by the running case. */
static struct {
	struct vfio_sys below;
	unsigned int made[CALL_COUNT];
	pthread_t thread; /* that runs the case; only its calls count */
	bool counts;      /* whether the current calls are ours */
	bool is_open;     /* an open, during which that changes */
	bool is_memory;   /* only memory calls are ours */
	enum call call;
	unsigned int place; /* which call of its kind fails, from 1; 0: none */
	int err;
} fault;

static bool
is_due(enum call call)
{
	if (!fault.counts || !pthread_equal(pthread_self(), fault.thread) ||
			(fault.is_memory && call < CALL_getrandom))
		return false;
	if (++fault.made[call] != fault.place || call != fault.call)
		return false;
	errno = fault.err;
	return true;
}

/* An open starts at the first look at the device, except for its group, ... */
static bool
path_is_due(enum call call, const char *path)
{
	if (fault.is_open && strncmp(path, sysfs, strlen(sysfs)) == 0)
		fault.counts = strstr(path, "/iommu_group") == NULL;
	return is_due(call);
}

/* ... and ends when the device is open, or the open is undone. */
static int
fault_ioctl(int fd, unsigned long request, void *arg)
{
	if (fault.is_open && request == VFIO_GROUP_GET_DEVICE_FD)
		fault.counts = true;
	if (fault.is_open && (request == VFIO_DEVICE_GET_INFO ||
			request == VFIO_GROUP_UNSET_CONTAINER))
		fault.counts = false;
	return is_due(CALL_ioctl) ? -1 : fault.below.ioctl(fd, request, arg);
}

static void *
fault_mmap(void *a, size_t b, int c, int d, int e, off_t f)
{
	return is_due(CALL_mmap) ? MAP_FAILED : fault.below.mmap(a, b, c, d, e, f);
}

static ssize_t
fault_read(int a, void *b, size_t c)
{
	return is_due(CALL_read) ? -1 : fault.below.read(a, b, c);
}

static ssize_t
fault_write(int a, const void *b, size_t c)
{
	return is_due(CALL_write) ? -1 : fault.below.write(a, b, c);
}

static ssize_t
fault_getrandom(void *a, size_t b, unsigned int c)
{
	return is_due(CALL_getrandom) ? -1 : fault.below.getrandom(a, b, c);
}

static ssize_t
fault_readlink(const char *a, char *b, size_t c)
{
	return path_is_due(CALL_readlink, a) ? -1 : fault.below.readlink(a, b, c);
}

#define FAULT(name, due, params, args) \
static int \
fault_##name params \
{ \
	return due ? -1 : fault.below.name args; \
}

FAULT(open, path_is_due(CALL_open, a), (const char *a, int b, mode_t c), (a, b, c))
FAULT(stat, path_is_due(CALL_stat, a), (const char *a, struct stat *b), (a, b))
FAULT(access, path_is_due(CALL_access, a), (const char *a, int b), (a, b))
FAULT(poll, is_due(CALL_poll), (struct pollfd *a, nfds_t b, int c), (a, b, c))
FAULT(mkostemp, is_due(CALL_mkostemp), (char *a, int b), (a, b))
FAULT(fstat, is_due(CALL_fstat), (int a, struct stat *b), (a, b))
FAULT(fcntl, is_due(CALL_fcntl), (int a, int b, void *c), (a, b, c))
FAULT(fchmod, is_due(CALL_fchmod), (int a, mode_t b), (a, b))
FAULT(fchown, is_due(CALL_fchown), (int a, uid_t b, gid_t c), (a, b, c))
FAULT(fsync, is_due(CALL_fsync), (int a), (a))
FAULT(link, is_due(CALL_link), (const char *a, const char *b), (a, b))
FAULT(rename, is_due(CALL_rename), (const char *a, const char *b), (a, b))
FAULT(unlink, is_due(CALL_unlink), (const char *a), (a))
FAULT(munmap, is_due(CALL_munmap), (void *a, size_t b), (a, b))
FAULT(madvise, is_due(CALL_madvise), (void *a, size_t b, int c), (a, b, c))
FAULT(mlock2, is_due(CALL_mlock2), (const void *a, size_t b, unsigned int c), (a, b, c))

/* A close() that fails still closes. */
static int
fault_close(int fd)
{
	const int ret = fault.below.close(fd);

	return is_due(CALL_close) ? -1 : ret;
}

/* Owned by the running case. */
static struct vfio_sys fault_sys = {
	.ioctl = fault_ioctl,
	.open = fault_open,
	.read = fault_read,
	.write = fault_write,
	.poll = fault_poll,
	.mkostemp = fault_mkostemp,
	.stat = fault_stat,
	.fstat = fault_fstat,
	.fcntl = fault_fcntl,
	.fchmod = fault_fchmod,
	.fchown = fault_fchown,
	.fsync = fault_fsync,
	.link = fault_link,
	.rename = fault_rename,
	.unlink = fault_unlink,
	.getrandom = fault_getrandom,
	.access = fault_access,
	.readlink = fault_readlink,
	.mmap = fault_mmap,
	.munmap = fault_munmap,
	.madvise = fault_madvise,
	.mlock2 = fault_mlock2,
	.close = fault_close,
};

static const struct job {
	const char *name;
	enum { SET, OPEN, ROTATE, ARGUMENTS } what;
	const char *arg; /* a source, with '%' for the directory, or a device */
	bool has_file;   /* containing token A */
} jobs[] = {
	{ "file", SET, "file:%/fault", true },
	{ "generate", SET, "generate:%/fault", false },
	{ "generated", SET, "generate:%/fault", true },
	{ "fd", SET, "fd:", false },
	{ "random", SET, "random", false },
	{ "open PF", OPEN, PF, false },
	{ "open VF", OPEN, VF, false },
	{ "open other", OPEN, PLAIN, false },
	{ "rotate", ROTATE, B, false },
	{ "rotate generated", ROTATE, "generate:%/fault", true },
}, arguments_job = { "arguments", ARGUMENTS, A, false };

/* State of a job; owned by the running case. */
static char source[PATH_MAX];
static char argument[128];
static char *arguments[ARGS] = { (char[]){"test"} };
static int device_fd, pf_fd; /* of the job, and one that it needs open */

/* Make a pipe containing token A. */
static void
prepare_fd(void)
{
	int fds[2];

	if (pipe(fds) < 0 || vfio_sys_real()->write(fds[1], A, strlen(A)) < 0)
		return;
	close(fds[1]);
	snprintf(source, sizeof(source), "fd:%d", fds[0]);
}

static void
prepare(const struct job *job)
{
	strlcpy(source, job->arg, sizeof(source));
	expand(job->arg, source);
	if (job->has_file)
		put_file("fault", A "\n", 0600);
	if (strcmp(job->arg, "fd:") == 0)
		prepare_fd();
	if (job->what == OPEN || job->what == ROTATE)
		set_token(PF, A);
	if ((job->what == ROTATE || strcmp(job->arg, VF) == 0) && pf_fd < 0)
		pf_fd = open_device(PF);
	snprintf(argument, sizeof(argument), "--vfio-vf-token=%s", job->arg);
	arguments[1] = argument;
}

static int
run(const struct job *job)
{
	switch (job->what) {
	case SET:
		return set_token(NULL, source);
	case OPEN:
		device_fd = open_device(job->arg);
		return RTE_MIN(device_fd, 0);
	case ROTATE:
		return rotate_token(PF, source);
	default:
		rte_openlog_stream(NULL); /* takes() captures the log */
		return takes(arguments) ? 0 : -1;
	}
}

/* Whether the token is that in the file, or the one given otherwise. */
static bool
is_done(const struct job *job)
{
	char token[RTE_UUID_STRLEN], path[PATH_MAX];
	bool done;

	strlcpy(token, job->what == ROTATE ? B : A, sizeof(token));
	if (strchr(job->arg, '%') != NULL)
		read_line(expand("%/fault", path), token);
	switch (job->what) {
	case SET:
		return strcmp(job->arg, "random") == 0 ? !is_default(NULL) : is_default(token);
	case OPEN:
		return device_fd >= 0;
	case ROTATE:
		/* the kernel has it, and so does this process, as a VF opens */
		return strcmp(token, A) != 0 && vfio_model_has(RULES_PF, token) && vf_opens();
	default:
		done = is_default(A) && !shows(arguments[1], A);
		if (arguments[1] != argument)
			free(arguments[1]); /* owned by the application, us */
		return done;
	}
}

/*
 * Faults that do not end with their errno and its text. A row that leaves job,
 * place or errno open applies to all of them; a name may end with '*'. The first
 * match counts.
 */
static const struct exception {
	const char *job;
	enum call call;
	unsigned int place;
	int err;
	int expect;
	const char *message; /* in the log, NULL for the errno's text */
	bool leaves_file;
} exceptions[] = {
	/* hardening that a limit may prevent, and warnings only */
	{ NULL, CALL_madvise, 0, 0, 0, "cannot keep VF tokens out of" },
	{ NULL, CALL_mlock2, 0, 0, 0, "cannot keep VF tokens out of" },
	{ NULL, CALL_munmap, 0, 0, 0, "" },
	{ "arguments", CALL_mmap, 0, 0, -1, "no room" },
	{ NULL, CALL_mmap, 0, 0, -ENOMEM, "no room" },
	/* retried */
	{ NULL, CALL_read, 0, EINTR, 0, "" },
	{ NULL, CALL_poll, 0, EINTR, 0, "" },
	/* data read stays read, data written is on disk */
	{ NULL, CALL_close, 0, 0, 0, "" },
	{ "fd", CALL_fstat, 0, 0, 0, "" },
	/* a file that comes and goes meanwhile, and one that stays */
	{ "generate", CALL_open, 1, ENOENT, 0, "created a random one" },
	{ "generate", CALL_link, 1, EEXIST, -ENOENT, "cannot be opened" },
	{ "generate*", CALL_stat, 1, ENOENT, 0, "" },
	{ "rotate generated", CALL_stat, 1, ENOENT, 0, "" },
	{ "generated", CALL_open, 1, ENOENT, 0, "" },
	{ "rotate generated", CALL_open, 1, ENOENT, 0, "" },
	{ NULL, CALL_open, 0, ELOOP, -ELOOP, "symbolic link" },
	{ NULL, CALL_unlink, 0, 0, 0, "cannot be removed, remove it yourself", true },
	/* a read-only argument is replaced */
	{ "arguments", CALL_getrandom, 0, 0, 0, "" },
	/* meanings of the kernel's answers to an open */
	{ "open PF", CALL_ioctl, 1, EACCES, -EACCES, "in use with another VF token" },
	{ "open PF", CALL_ioctl, 1, EINVAL, -EINVAL, "the kernel accepts no VF token" },
	{ "open PF", CALL_ioctl, 1, ENODEV, 0, "opened without a VF token: this kernel has none" },
	{ "open PF", CALL_ioctl, 2, ENOTTY, 0, "" },
	{ "open VF", CALL_ioctl, 1, EACCES, -EACCES, "VF token refused" },
	{ "open VF", CALL_ioctl, 1, EINVAL, -EINVAL, "the kernel accepts no VF token" },
	{ "open VF", CALL_ioctl, 1, ENODEV, -EACCES, "VF token refused" },
	{ "open other", CALL_ioctl, 1, ENODEV, -ENODEV, "no such device" },
	/* sysfs entries that vanish: the remaining ones determine the role */
	{ "open PF", CALL_readlink, 1, ENOENT, 0, "" },
	{ "open PF", CALL_access, 1, ENOENT, 0, "it is not a PF" },
	{ "open PF", CALL_access, 2, ENOENT, 0, "" },
	{ "open VF", CALL_readlink, 1, ENOENT, -EACCES, "Permission denied" },
	{ "open VF", CALL_readlink, 2, ENOENT, 0, "" },
	{ "open VF", CALL_readlink, 3, ENOENT, -EACCES, "though PF " PF " is not owned" },
	{ "open other", CALL_readlink, 1, ENOENT, 0, "" },
	{ "open other", CALL_access, 1, ENOENT, 0, "" },
	/* messages of the functions themselves */
	{ "rotate*", CALL_ioctl, 1, ENOTTY, -ENOTSUP, "this kernel cannot set one" },
};

static const struct exception *
find_exception(const struct job *job)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(exceptions); i++) {
		const struct exception *e = &exceptions[i];
		const size_t len = e->job != NULL ? strcspn(e->job, "*") : 0;

		if (e->call == fault.call &&
				(e->job == NULL || (strncmp(e->job, job->name, len) == 0 &&
				(e->job[len] == '*' || job->name[len] == '\0'))) &&
				(e->place == 0 || e->place == fault.place) &&
				(e->err == 0 || e->err == fault.err))
			return e;
	}
	return NULL;
}

/* Run the job once, with what it needs; the log lives until capture_end(). */
static int
attempt(const struct job *job, unsigned int place, const char **log)
{
	int ret;

	capture_start();
	prepare(job);
	capture_end();

	memset(fault.made, 0, sizeof(fault.made));
	fault.place = place;
	fault.is_open = job->what == OPEN;
	fault.is_memory = job->what == ARGUMENTS;
	fault.counts = !fault.is_open;
	device_fd = -1;
	*said = '\0';
	capture_start();
	ret = run(job);
	fault.counts = fault.is_open = false;
	*log = fault.is_memory ? said : capture_text();
	return ret;
}

static void
begin_case(void)
{
	device_fd = pf_fd = -1;
	begin_without_tokens();
	fault.below = *vfio_sys();
	fault.thread = pthread_self();
	fault_sys.opendir = fault.below.opendir;
	vfio_sys_replace(&fault_sys);
}

static void
close_if_open(const char *dev, int *fd)
{
	if (*fd >= 0)
		close_device(dev, *fd);
	*fd = -1;
}

/* Remove the job's file, and leftovers, which are named after it. */
static void
remove_files(bool leaves_file)
{
	char pattern[PATH_MAX];
	glob_t found;
	size_t i;

	expand(leaves_file ? "%/fault*" : "%/fault", pattern);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc; i++)
		unlink(found.gl_pathv[i]);
	globfree(&found);
}

/* Check what is left in the directory and open after all is released. */
static bool
end_case(const struct job *job, unsigned int entries, unsigned int fds, bool leaves_file)
{
	bool clean;

	close_if_open(job->arg, &device_fd);
	close_if_open(PF, &pf_fd);
	remove_files(leaves_file);
	clean = count_entries(sysfs) == entries &&
		count_entries("/proc/self/fd") == fds;
	return end_without_tokens() == TEST_SUCCESS && clean;
}

/* For a device, dev_vfio_setup_device() reports no errno. */
static bool
ends_as_documented(const struct job *job, int ret, const char *log)
{
	const struct exception *e = find_exception(job);
	const char *message = e != NULL && e->message != NULL ? e->message :
		strerror(fault.err);
	int expect = e != NULL ? e->expect : -fault.err;

	if (job->what == OPEN && expect < 0)
		expect = -1;
	return ret == expect &&
		strstr(log, message) != NULL && !shows(log, A) && !shows(log, B);
}

/* Run a single fault. */
static bool
case_holds(const struct job *job)
{
	const unsigned int entries = count_entries(sysfs);
	const unsigned int fds = count_entries("/proc/self/fd");
	const unsigned int place = fault.place;
	const char *log, *why = NULL;
	const struct exception *e;
	int ret;

	begin_case();
	ret = attempt(job, place, &log);
	if (!ends_as_documented(job, ret, log))
		why = "ends otherwise";
	else if (ret == 0 && !is_done(job))
		why = "is not done";
	if (why != NULL)
		printf("%s, %s #%u fails with %s: %s: %d, log: %s\n", job->name,
			calls[fault.call].name, place, strerror(fault.err), why,
			ret, log);
	capture_end();
	close_if_open(job->arg, &device_fd);

	if (ret < 0) {
		ret = attempt(job, 0, &log);
		if (ret != 0 || !is_done(job)) {
			why = "the next try fails";
			printf("%s, %s #%u fails with %s: %s: %d, log: %s\n",
				job->name, calls[fault.call].name, place,
				strerror(fault.err), why, ret, log);
		}
		capture_end();
	}
	fault.place = place;
	e = find_exception(job);
	if (!end_case(job, entries, fds, e != NULL && e->leaves_file)) {
		why = "something is left";
		printf("%s, %s #%u fails with %s: %s\n", job->name,
			calls[fault.call].name, place, strerror(fault.err), why);
	}
	return why == NULL;
}

/* Count the calls that a job makes if nothing fails. */
static bool
count_calls(const struct job *job, unsigned int *made)
{
	const char *log;
	bool done;
	int ret;

	begin_case();
	ret = attempt(job, 0, &log);
	memcpy(made, fault.made, sizeof(fault.made));
	done = ret == 0 && is_done(job);
	if (!done)
		printf("%s is not done when nothing fails, log: %s\n", job->name,
			log);
	capture_end();
	end_case(job, 0, 0, false);
	return done;
}

static unsigned int
run_job(const struct job *job, unsigned int *cases)
{
	unsigned int made[CALL_COUNT], failed = 0, i;

	/* twice, as objects made only once exist after the first run */
	if (!count_calls(job, made) || !count_calls(job, made))
		return 1;
	for (fault.call = 0; fault.call < CALL_COUNT; fault.call++)
		for (fault.place = 1; fault.place <= made[fault.call]; fault.place++)
			for (i = 0; calls[fault.call].errs[i] != 0; i++) {
				fault.err = calls[fault.call].errs[i];
				failed += !case_holds(job);
				++*cases;
			}
	return failed;
}

static int
run_jobs(void)
{
	unsigned int i, cases = 0, failed = 0;

	for (i = 0; i < RTE_DIM(jobs); i++)
		failed += run_job(&jobs[i], &cases);
	printf("faults: %u cases, %u failed\n", cases, failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

static int
test_faults(void)
{
	return with_level(RTE_LOG_NOTICE, run_jobs);
}

static int
test_arguments(void)
{
	unsigned int cases = 0, failed;

	failed = run_job(&arguments_job, &cases);
	printf("faults while arguments are read: %u cases, %u failed\n", cases, failed);
	TEST_ASSERT(cases != 0, "no calls are made");
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}
TEST_IN_CHILD(test_arguments)

/* Reads that return one byte at a time. */
static ssize_t
read_byte(int fd, void *buf, size_t size)
{
	return vfio_sys_real()->read(fd, buf, RTE_MIN(size, 1u));
}

static int
test_short(void)
{
	const struct job *job;
	const char *log;
	bool done;

	memset(&fault, 0, sizeof(fault));
	for (job = jobs; job < &jobs[RTE_DIM(jobs)]; job++) {
		begin_case();
		fault.below.read = read_byte;
		done = attempt(job, 0, &log) == 0;
		/* a pipe that takes only part of the asterisks is not used */
		done &= is_done(job);
		capture_end();
		end_case(job, 0, 0, false);
		TEST_ASSERT(done, "%s, one byte at a time", job->name);
	}
	return TEST_SUCCESS;
}

static struct unit_test_suite vf_token_faults_suite = {
	.suite_name = "VFIO VF token faults",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_faults),
		TEST_CASE(test_arguments_in_child),
		TEST_CASE(test_short),
		TEST_CASES_END()
	}
};

static int
test_vfio_vf_token_faults(void)
{
	return unit_test_suite_runner(&vf_token_faults_suite);
}

REGISTER_FAST_TEST(vfio_vf_token_faults_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token_faults);
