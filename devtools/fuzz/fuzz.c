/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_log.h>

#include "fuzz.h"
#include "vfio_sys.h"

#define FIRST_FD 100

/* Owned by the target between fuzz_begin() and fuzz_end(). */
static struct {
	const uint8_t *data;
	size_t size, done;
	int open_fds;
} fuzz;

static int
fail(int err)
{
	errno = err;
	return -1;
}

static int
fuzz_open(const char *path, int flags, mode_t mode)
{
	(void)path;
	(void)flags;
	(void)mode;
	fuzz.open_fds++;
	return FIRST_FD;
}

static int
fuzz_mkostemp(char *name, int flags)
{
	return fuzz_open(name, flags, 0600);
}

/* fd: closes descriptors not opened here. */
static int
fuzz_close(int fd)
{
	if (fd == FIRST_FD)
		fuzz.open_fds--;
	return 0;
}

static ssize_t
fuzz_read(int fd, void *buf, size_t size)
{
	size_t n = fuzz.size - fuzz.done;

	(void)fd;
	/* odd sizes, as of a pipe */
	n = n < size ? n : size;
	n = n > 7 ? 7 : n;
	if (n > 0)
		memcpy(buf, fuzz.data + fuzz.done, n);
	fuzz.done += n;
	return n;
}

static ssize_t
fuzz_write(int fd, const void *buf, size_t size)
{
	(void)fd;
	(void)buf;
	return size;
}

static int
fuzz_poll(struct pollfd *fds, nfds_t n, int ms)
{
	(void)fds;
	(void)ms;
	return n;
}

static int
fuzz_fstat(int fd, struct stat *st)
{
	(void)fd;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFREG | 0600;
	return 0;
}

static int
fuzz_stat(const char *path, struct stat *st)
{
	(void)path;
	return fuzz_fstat(0, st);
}

static int
fuzz_fcntl(int fd, int cmd, void *arg)
{
	(void)arg;
	return cmd == F_DUPFD_CLOEXEC ? fd + 1 : 0;
}

static ssize_t
fuzz_getrandom(void *buf, size_t size, unsigned int flags)
{
	(void)flags;
	memset(buf, 0xa5, size);
	return size;
}

static int
fuzz_ok(int fd)
{
	(void)fd;
	return 0;
}

static int
fuzz_mode(int fd, mode_t mode)
{
	(void)mode;
	return fuzz_ok(fd);
}

static int
fuzz_owner(int fd, uid_t uid, gid_t gid)
{
	(void)uid;
	(void)gid;
	return fuzz_ok(fd);
}

static int
fuzz_two_paths(const char *from, const char *to)
{
	(void)from;
	(void)to;
	return 0;
}

/* Get the next line, or NULL with errno set. */
static const uint8_t *
next_line(size_t *len)
{
	const uint8_t *line = fuzz.data + fuzz.done, *end;

	if (fuzz.done >= fuzz.size) {
		errno = ENOENT;
		return NULL;
	}
	end = memchr(line, '\n', fuzz.size - fuzz.done);
	*len = (end != NULL ? end : fuzz.data + fuzz.size) - line;
	fuzz.done += *len + 1;
	if (*len != 1 || (*line != '-' && *line != '!'))
		return line;
	errno = *line == '-' ? ENOENT : EIO;
	return NULL;
}

static int
fuzz_access(const char *path, int mode)
{
	size_t len;

	(void)path;
	(void)mode;
	return next_line(&len) != NULL ? 0 : -1;
}

static ssize_t
fuzz_readlink(const char *path, char *buf, size_t size)
{
	size_t len;
	const uint8_t *line = next_line(&len);

	(void)path;
	if (line == NULL)
		return -1;
	len = len < size ? len : size;
	memcpy(buf, line, len);
	return len;
}

static int
fuzz_unlink(const char *path)
{
	(void)path;
	return 0;
}

static int
fuzz_advice(void *addr, size_t len, int advice)
{
	(void)addr;
	(void)len;
	(void)advice;
	return 0;
}

static int
fuzz_mlock2(const void *addr, size_t len, unsigned int flags)
{
	(void)addr;
	(void)len;
	(void)flags;
	return 0;
}

static int
fuzz_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return fail(ENOTTY);
}

static struct vfio_sys fuzz_sys = {
	.ioctl = fuzz_ioctl,
	.close = fuzz_close,
	.open = fuzz_open,
	.mkostemp = fuzz_mkostemp,
	.read = fuzz_read,
	.write = fuzz_write,
	.poll = fuzz_poll,
	.stat = fuzz_stat,
	.fstat = fuzz_fstat,
	.fcntl = fuzz_fcntl,
	.fchmod = fuzz_mode,
	.fchown = fuzz_owner,
	.fsync = fuzz_ok,
	.link = fuzz_two_paths,
	.rename = fuzz_two_paths,
	.unlink = fuzz_unlink,
	.getrandom = fuzz_getrandom,
	.access = fuzz_access,
	.readlink = fuzz_readlink,
	.madvise = fuzz_advice,
	.mlock2 = fuzz_mlock2,
};

void
fuzz_begin(const uint8_t *data, size_t size)
{
	fuzz.data = data != NULL ? data : (const uint8_t *)"";
	fuzz.size = size;
	fuzz.done = 0;
	fuzz.open_fds = 0;
	rte_log_set_global_level(RTE_LOG_EMERG);
	fuzz_sys.mmap = vfio_sys_real()->mmap;
	fuzz_sys.munmap = vfio_sys_real()->munmap;
	vfio_sys_replace(&fuzz_sys);
}

void
fuzz_rewind(void)
{
	fuzz.done = 0;
}

void
fuzz_setenv(unsigned int place, const char *name, const char *value)
{
	static char texts[2][4096];

	snprintf(texts[place], sizeof(texts[place]), "%s=%.4000s", name, value);
	putenv(texts[place]);
}

void
fuzz_end(void)
{
	vfio_sys_replace(NULL);
	if (fuzz.open_fds > 0)
		abort();
}
