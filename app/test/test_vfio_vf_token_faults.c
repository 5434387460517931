/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Every system call of the VF token code fails, one at a time, at each place
 * where a job makes it, with every errno that its manual page or the kernel
 * allows. Each time the job ends as is documented: with that errno and a
 * message that names it, or, where the call does not matter, well. Nothing is
 * left behind, no secret shows, and the next try works.
 */

#include <errno.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open_group.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

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
	CALL_getrandom,
	CALL_access,
	CALL_readlink,
	CALL_mmap,
	CALL_munmap,
	CALL_madvise,
	CALL_mlock,
	CALL_close,
	CALL_COUNT
};

/* What fails a call, other than a bad argument of ours; 0 ends a list. */
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
	[CALL_mlock] = { "mlock", { EAGAIN, EINVAL, ENOMEM, EPERM } },
	[CALL_close] = { "close", { EDQUOT, EINTR, EIO, ENOSPC } },
};

/* The fault that is due, and what was called. Owned by the running case. */
static struct {
	struct vfio_sys below;
	unsigned int made[CALL_COUNT];
	pthread_t thread; /* that runs the case; no other's calls count */
	enum call call;
	unsigned int place; /* which call of its kind fails, from 1; 0: none */
	int err;
} fault;

static bool
is_due(enum call call)
{
	if (!pthread_equal(pthread_self(), fault.thread))
		return false;
	if (++fault.made[call] != fault.place || call != fault.call)
		return false;
	errno = fault.err;
	return true;
}

static int
fault_ioctl(int a, unsigned long b, void *c)
{
	return is_due(CALL_ioctl) ? -1 : fault.below.ioctl(a, b, c);
}

static int
fault_open(const char *a, int b, mode_t c)
{
	return is_due(CALL_open) ? -1 : fault.below.open(a, b, c);
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

static int
fault_poll(struct pollfd *a, nfds_t b, int c)
{
	return is_due(CALL_poll) ? -1 : fault.below.poll(a, b, c);
}

static int
fault_mkostemp(char *a, int b)
{
	return is_due(CALL_mkostemp) ? -1 : fault.below.mkostemp(a, b);
}

static int
fault_stat(const char *a, struct stat *b)
{
	return is_due(CALL_stat) ? -1 : fault.below.stat(a, b);
}

static int
fault_fstat(int a, struct stat *b)
{
	return is_due(CALL_fstat) ? -1 : fault.below.fstat(a, b);
}

static int
fault_fcntl(int a, int b, void *c)
{
	return is_due(CALL_fcntl) ? -1 : fault.below.fcntl(a, b, c);
}

static int
fault_fchmod(int a, mode_t b)
{
	return is_due(CALL_fchmod) ? -1 : fault.below.fchmod(a, b);
}

static int
fault_fchown(int a, uid_t b, gid_t c)
{
	return is_due(CALL_fchown) ? -1 : fault.below.fchown(a, b, c);
}

static int
fault_fsync(int a)
{
	return is_due(CALL_fsync) ? -1 : fault.below.fsync(a);
}

static int
fault_link(const char *a, const char *b)
{
	return is_due(CALL_link) ? -1 : fault.below.link(a, b);
}

static int
fault_rename(const char *a, const char *b)
{
	return is_due(CALL_rename) ? -1 : fault.below.rename(a, b);
}

static int
fault_unlink(const char *a)
{
	return is_due(CALL_unlink) ? -1 : fault.below.unlink(a);
}

static ssize_t
fault_getrandom(void *a, size_t b, unsigned int c)
{
	return is_due(CALL_getrandom) ? -1 : fault.below.getrandom(a, b, c);
}

static int
fault_access(const char *a, int b)
{
	return is_due(CALL_access) ? -1 : fault.below.access(a, b);
}

static ssize_t
fault_readlink(const char *a, char *b, size_t c)
{
	return is_due(CALL_readlink) ? -1 : fault.below.readlink(a, b, c);
}

static void *
fault_mmap(void *a, size_t b, int c, int d, int e, off_t f)
{
	return is_due(CALL_mmap) ? MAP_FAILED :
		fault.below.mmap(a, b, c, d, e, f);
}

static int
fault_munmap(void *a, size_t b)
{
	return is_due(CALL_munmap) ? -1 : fault.below.munmap(a, b);
}

static int
fault_madvise(void *a, size_t b, int c)
{
	return is_due(CALL_madvise) ? -1 : fault.below.madvise(a, b, c);
}

static int
fault_mlock(const void *a, size_t b)
{
	return is_due(CALL_mlock) ? -1 : fault.below.mlock(a, b);
}

/* A close() that fails has closed all the same. */
static int
fault_close(int fd)
{
	const int ret = fault.below.close(fd);

	return is_due(CALL_close) ? -1 : ret;
}

static const struct vfio_sys fault_sys = {
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
	.mlock = fault_mlock,
	.close = fault_close,
};

/* The jobs: what is done, and how to see that it was. */
static char path[PATH_MAX / 2 + 64]; /* a file of the job, or empty */
static char source[PATH_MAX]; /* a source, where the job has one */
static int device_fd, pf_fd;  /* of the job, and of what it needs open */

static void
put_file(const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return;
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
}

static bool
store_has(const char *text)
{
	return has_own_token(has_own_token(PF, NULL) ? PF : "", text);
}

static bool
store_has_file(void)
{
	char line[RTE_UUID_STRLEN] = "";
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return false;
	if (fgets(line, sizeof(line), f) == NULL)
		*line = '\0';
	fclose(f);
	return store_has(line);
}

static void
set_source(const char *prefix)
{
	snprintf(path, sizeof(path), "%s/fault", sysfs);
	snprintf(source, sizeof(source), "%s%s", prefix, path);
}

static void
prepare_file(void)
{
	set_source("file:");
	put_file(A "\n");
}

static void
prepare_generate(void)
{
	set_source("generate:");
}

static void
prepare_generated(void)
{
	set_source("generate:");
	put_file(A "\n");
}

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
prepare_random(void)
{
	strlcpy(source, "random", sizeof(source));
}

static int
run_source(void)
{
	return set_token(NULL, source);
}

static bool
has_a(void)
{
	return store_has(A);
}

static bool
has_any(void)
{
	return has_own_token("", NULL);
}

static char argument[128];
static char *arguments[2];

static void
prepare_arguments(void)
{
	static char name[8] = "test";

	strlcpy(argument, "--vfio-vf-token=" A, sizeof(argument));
	arguments[0] = name;
	arguments[1] = argument;
}

static int
run_arguments(void)
{
	vfio_token_option_take(2, arguments);
	vfio_token_option_seen();
	return vfio_token_option_end(0);
}

static bool
arguments_done(void)
{
	const bool done = store_has(A) && !shows(arguments[1], A);

	if (arguments[1] != argument)
		free(arguments[1]); /* the application's, which is us */
	return done;
}

static void
give_a(void)
{
	set_token(PF, A);
}

static int
open_model(enum vfio_rules_device device)
{
	const struct vfio_rules_target *t = &vfio_model_targets[device];

	return vfio_open_in_group(t->group_fd, sysfs, t->addr, true);
}

static int
run_open_pf(void)
{
	device_fd = open_model(RULES_PF);
	return RTE_MIN(device_fd, 0);
}

static int
run_open_vf(void)
{
	device_fd = open_model(RULES_VF);
	return RTE_MIN(device_fd, 0);
}

static int
run_open_plain(void)
{
	device_fd = open_model(RULES_PLAIN);
	return RTE_MIN(device_fd, 0);
}

static bool
is_open(void)
{
	return device_fd >= 0;
}

static void
prepare_pf(void)
{
	give_a();
	if (pf_fd < 0)
		pf_fd = open_model(RULES_PF);
}

static void
prepare_rotate(void)
{
	prepare_pf();
	strlcpy(source, B, sizeof(source));
}

static void
prepare_rotate_generated(void)
{
	prepare_pf();
	prepare_generated();
}

static int
run_rotate(void)
{
	return rotate_token(PF, source);
}

/* The kernel has what the store has, as a VF opens. */
static bool
is_in_kernel(void)
{
	const int vf = open_model(RULES_VF);

	return vf >= 0 && vfio_device_close(vf) == 0;
}

static bool
rotated(void)
{
	return store_has(B) && is_in_kernel();
}

static bool
rotated_file(void)
{
	return !store_has(A) && store_has_file() && is_in_kernel();
}

static int
run_handover(void)
{
	struct vfio_handover h = { .deadline = INT64_MAX, .name = PF };
	struct rte_mp_msg msg = { .len_param = sizeof(h) }, reply;
	int ret;

	memcpy(msg.param, &h, sizeof(h));
	ret = vfio_handover_answer(&msg, &reply);
	if (ret < 0)
		return ret;
	memcpy(&h, reply.param, sizeof(h));
	device_fd = reply.num_fds == 1 ? reply.fds[0] : -1;
	return h.result;
}

static const struct job {
	const char *name;
	void (*prepare)(void);
	int (*run)(void);
	bool (*is_done)(void);
	bool is_quiet; /* the one who asks tells of the failure */
} jobs[] = {
	{ "file", prepare_file, run_source, has_a, false },
	{ "generate", prepare_generate, run_source, store_has_file, false },
	{ "generated", prepare_generated, run_source, has_a, false },
	{ "fd", prepare_fd, run_source, has_a, false },
	{ "random", prepare_random, run_source, has_any, false },
	{ "arguments", prepare_arguments, run_arguments, arguments_done, false },
	{ "open PF", give_a, run_open_pf, is_open, false },
	{ "open VF", prepare_pf, run_open_vf, is_open, false },
	{ "open other", give_a, run_open_plain, is_open, false },
	{ "rotate", prepare_rotate, run_rotate, rotated, false },
	{ "rotate generated", prepare_rotate_generated, run_rotate, rotated_file,
		false },
	{ "hand over", prepare_pf, run_handover, is_open, true },
};

/*
 * Faults that end otherwise than with their errno and its text. Where a row
 * leaves job, place or errno open it is for all of them; the first that fits
 * counts.
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
	/* hardening that a limit may refuse, and what can only be told */
	{ NULL, CALL_madvise, 0, 0, 0, "cannot keep VF tokens out of" },
	{ NULL, CALL_mlock, 0, 0, 0, "" },
	{ NULL, CALL_munmap, 0, 0, 0, "" },
	{ "arguments", CALL_mmap, 0, 0, -1, "no memory" },
	{ NULL, CALL_mmap, 0, 0, -ENOMEM, "no memory" },
	/* tried again */
	{ NULL, CALL_read, 0, EINTR, 0, "" },
	{ NULL, CALL_read, 0, EAGAIN, 0, "" },
	{ NULL, CALL_poll, 0, EINTR, 0, "" },
	{ NULL, CALL_write, 0, EINTR, 0, "" },
	{ NULL, CALL_getrandom, 0, EINTR, 0, "" },
	/* what was read is read; only a file that was written counts */
	{ "file", CALL_close, 0, 0, 0, "" },
	{ "generated", CALL_close, 0, 0, 0, "" },
	{ "rotate generated", CALL_close, 1, 0, 0, "" },
	{ "fd", CALL_close, 0, 0, 0, "" },
	{ "fd", CALL_fstat, 0, 0, 0, "" },
	{ "arguments", CALL_close, 0, 0, 0, "" },
	/* a file that comes and goes meanwhile, and one that stays */
	{ "generate", CALL_open, 1, ENOENT, 0, "made a random one" },
	{ "generate", CALL_link, 1, EEXIST, 0, "made a random one" },
	{ "generated", CALL_open, 1, ENOENT, 0, "" },
	{ "rotate generated", CALL_open, 1, ENOENT, 0, "" },
	{ NULL, CALL_open, 0, ELOOP, -ELOOP, "symbolic link" },
	{ NULL, CALL_unlink, 0, 0, 0, "cannot be removed, remove it yourself", true },
	/* an argument that cannot be overwritten is replaced */
	{ "arguments", CALL_getrandom, 0, 0, 0, "" },
	/* what the kernel's answers to an open mean */
	{ "open PF", CALL_ioctl, 1, EACCES, -EACCES, "in use under another VF token" },
	{ "open PF", CALL_ioctl, 1, EINVAL, -EINVAL, "the kernel takes no VF token" },
	{ "open PF", CALL_ioctl, 1, ENODEV, 0, "this kernel has no VF tokens" },
	{ "open PF", CALL_ioctl, 2, ENOTTY, 0, "" },
	{ "open VF", CALL_ioctl, 1, EACCES, -EACCES, "VF token refused" },
	{ "open VF", CALL_ioctl, 1, EINVAL, -EINVAL, "the kernel takes no VF token" },
	{ "open VF", CALL_ioctl, 1, ENODEV, -EACCES, "VF token refused" },
	{ "open other", CALL_ioctl, 1, ENODEV, -ENODEV, "no such device" },
	/* sysfs entries that vanish: what there is not makes the role */
	{ "open PF", CALL_readlink, 1, ENOENT, 0, "" },
	{ "open PF", CALL_access, 1, ENOENT, 0, "it is no PF" },
	{ "open PF", CALL_access, 2, ENOENT, 0, "" },
	{ "open VF", CALL_readlink, 1, ENOENT, -EACCES, "Permission denied" },
	{ "open VF", CALL_readlink, 2, ENOENT, 0, "" },
	{ "open VF", CALL_readlink, 3, ENOENT, -EACCES, "though PF " PF " is not owned" },
	{ "open other", CALL_readlink, 1, ENOENT, 0, "" },
	{ "open other", CALL_access, 1, ENOENT, 0, "" },
	/* the functions' own words */
	{ "rotate", CALL_ioctl, 1, ENOTTY, -ENOTSUP, "this kernel cannot set one" },
	{ "rotate generated", CALL_ioctl, 1, ENOTTY, -ENOTSUP, "this kernel cannot set one" },
};

static const struct exception *
find_exception(const struct job *job)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(exceptions); i++) {
		const struct exception *e = &exceptions[i];

		if (e->call == fault.call &&
				(e->job == NULL || strcmp(e->job, job->name) == 0) &&
				(e->place == 0 || e->place == fault.place) &&
				(e->err == 0 || e->err == fault.err))
			return e;
	}
	return NULL;
}

/* The job once, with what it needs; the log lives until capture_end(). */
static int
attempt(const struct job *job, unsigned int place, const char **log)
{
	int ret;

	fault.place = 0;
	capture_start();
	job->prepare();
	capture_end();

	memset(fault.made, 0, sizeof(fault.made));
	fault.place = place;
	device_fd = -1;
	capture_start();
	ret = job->run();
	*log = capture_text();
	fault.place = 0;
	return ret;
}

static void
begin_case(void)
{
	*path = *source = '\0';
	device_fd = pf_fd = -1;
	vfio_model_install();
	fault.below = *vfio_sys();
	fault.thread = pthread_self();
	vfio_sys_replace(&fault_sys);
}

static void
close_device(int *fd)
{
	if (*fd >= 0)
		vfio_device_close(*fd);
	*fd = -1;
}

/* What could not be removed is named after the job's file. */
static void
remove_left(void)
{
	char pattern[PATH_MAX];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/fault.*", sysfs);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc; i++)
		unlink(found.gl_pathv[i]);
	globfree(&found);
}

/* What is left in the folder and open after all was given back. */
static bool
end_case(unsigned int entries, unsigned int fds, bool leaves_file)
{
	bool clean;

	close_device(&device_fd);
	close_device(&pf_fd);
	vfio_token_cleanup();
	if (*path != '\0')
		unlink(path);
	if (leaves_file)
		remove_left();
	clean = count_entries(sysfs) == entries &&
		count_entries("/proc/self/fd") == fds &&
		vfio_model.open_fds == 0;
	vfio_model_remove();
	return clean;
}

static bool
ends_as_documented(const struct job *job, int ret, const char *log)
{
	const struct exception *e = find_exception(job);
	const char *message = e != NULL && e->message != NULL ? e->message :
		job->is_quiet ? "" : strerror(fault.err);

	return ret == (e != NULL ? e->expect : -fault.err) &&
		strstr(log, message) != NULL && !shows(log, A) && !shows(log, B);
}

/* One fault. */
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
	fault.place = place;
	if (!ends_as_documented(job, ret, log))
		why = "ends otherwise";
	else if (ret == 0 && !job->is_done())
		why = "is not done";
	if (why != NULL)
		printf("%s, %s #%u fails with %s: %s: %d, log: %s\n", job->name,
			calls[fault.call].name, place, strerror(fault.err), why,
			ret, log);
	capture_end();
	close_device(&device_fd);

	if (ret < 0) {
		ret = attempt(job, 0, &log);
		if (ret != 0 || !job->is_done()) {
			why = "the next try fails";
			printf("%s, %s #%u fails with %s: %s: %d, log: %s\n",
				job->name, calls[fault.call].name, place,
				strerror(fault.err), why, ret, log);
		}
		capture_end();
	}
	fault.place = place;
	e = find_exception(job);
	fault.place = 0;
	if (!end_case(entries, fds, e != NULL && e->leaves_file)) {
		why = "something is left";
		printf("%s, %s #%u fails with %s: %s\n", job->name,
			calls[fault.call].name, place, strerror(fault.err), why);
	}
	fault.place = place;
	return why == NULL;
}

/* The calls that a job makes when nothing fails. */
static bool
count_calls(const struct job *job, unsigned int *made)
{
	const char *log;
	bool done;
	int ret;

	begin_case();
	ret = attempt(job, 0, &log);
	memcpy(made, fault.made, sizeof(fault.made));
	done = ret == 0 && job->is_done();
	if (!done)
		printf("%s is not done when nothing fails, log: %s\n", job->name,
			log);
	capture_end();
	end_case(0, 0, false);
	return done;
}

static unsigned int
run_job(const struct job *job, unsigned int *cases)
{
	unsigned int made[CALL_COUNT], failed = 0, i;

	if (!count_calls(job, made))
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
test_faults(void)
{
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	unsigned int i, cases = 0, failed = 0;

	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_NOTICE);
	vfio_token_cleanup();
	for (i = 0; i < RTE_DIM(jobs); i++)
		failed += run_job(&jobs[i], &cases);
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	printf("faults: %u cases, %u failed\n", cases, failed);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

/* Reads and writes that do one byte at a time. */
static ssize_t
read_byte(int fd, void *buf, size_t size)
{
	return vfio_sys_real()->read(fd, buf, RTE_MIN(size, 1u));
}

static ssize_t
write_byte(int fd, const void *buf, size_t size)
{
	return vfio_sys_real()->write(fd, buf, RTE_MIN(size, 1u));
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
		fault.below.write = write_byte;
		done = attempt(job, 0, &log) == 0;
		/* a pipe that takes a part of the asterisks is not used */
		done &= job->is_done();
		capture_end();
		end_case(0, 0, false);
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
