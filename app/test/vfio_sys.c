/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <rte_common.h>

#include "vfio_sys.h"

/* Owned by this file; only vfio_sys_replace() writes it. */
static const struct vfio_sys *armed;

/* Find libc's function by its name in these sources, or the large-file one. */
static void *
find(const char *name, const char *large)
{
	void *function = large != NULL ? dlsym(RTLD_NEXT, large) : NULL;

	return function != NULL ? function : dlsym(RTLD_NEXT, name);
}

#define FIND(name) ((typeof(&name))find(#name, NULL))
#define FIND_LARGE(name) ((typeof(&name))find(#name, #name "64"))

/* These are variadic in libc; the table needs plain functions. */
static typeof(&ioctl) libc_ioctl;
static typeof(&open) libc_open;
static typeof(&fcntl) libc_fcntl;
static typeof(&syscall) libc_syscall;

static int
real_ioctl(int fd, unsigned long request, void *arg)
{
	return libc_ioctl(fd, request, arg);
}

static int
real_open(const char *path, int flags, mode_t mode)
{
	return libc_open(path, flags, mode);
}

static int
real_fcntl(int fd, int cmd, void *arg)
{
	return libc_fcntl(fd, cmd, arg);
}

/* Calls the kernel: glibc's crashes where the kernel reports a bad address. */
static ssize_t
real_getrandom(void *buf, size_t size, unsigned int flags)
{
	return libc_syscall(SYS_getrandom, buf, size, flags);
}

/* Found at the first call, which DPDK's constructors make in one thread. */
const struct vfio_sys *
vfio_sys_real(void)
{
	static struct vfio_sys real;

	if (real.ioctl != NULL)
		return &real;
	libc_ioctl = FIND(ioctl);
	libc_open = FIND_LARGE(open);
	libc_fcntl = FIND_LARGE(fcntl);
	libc_syscall = FIND(syscall);
	real.close = FIND(close);
	real.open = real_open;
	real.opendir = FIND(opendir);
	real.mkostemp = FIND_LARGE(mkostemp);
	real.read = FIND(read);
	real.write = FIND(write);
	real.poll = FIND(poll);
	real.stat = FIND_LARGE(stat);
	real.fstat = FIND_LARGE(fstat);
	real.fcntl = real_fcntl;
	real.fchmod = FIND(fchmod);
	real.fchown = FIND(fchown);
	real.fsync = FIND(fsync);
	real.link = FIND(link);
	real.rename = FIND(rename);
	real.unlink = FIND(unlink);
	real.getrandom = real_getrandom;
	real.access = FIND(access);
	real.readlink = FIND(readlink);
	real.mmap = FIND_LARGE(mmap);
	real.munmap = FIND(munmap);
	real.madvise = FIND(madvise);
	real.mlock2 = FIND(mlock2);
	real.ioctl = real_ioctl;
	return &real;
}

const struct vfio_sys *
vfio_sys(void)
{
	return armed != NULL ? armed : vfio_sys_real();
}

void
vfio_sys_replace(const struct vfio_sys *sys)
{
	armed = sys;
}

/* The functions that DPDK and the tests call. */
int
ioctl(int fd, unsigned long request, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	return vfio_sys()->ioctl(fd, request, arg);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE)
		mode = va_arg(ap, unsigned int);
	va_end(ap);
	return vfio_sys()->open(path, flags, mode);
}

int
fcntl(int fd, int cmd, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, cmd);
	arg = va_arg(ap, void *);
	va_end(ap);
	return vfio_sys()->fcntl(fd, cmd, arg);
}

int
close(int fd)
{
	return vfio_sys()->close(fd);
}

DIR *
opendir(const char *path)
{
	return vfio_sys()->opendir(path);
}

int
mkostemp(char *name, int flags)
{
	return vfio_sys()->mkostemp(name, flags);
}

ssize_t
read(int fd, void *buf, size_t size)
{
	return vfio_sys()->read(fd, buf, size);
}

ssize_t
write(int fd, const void *buf, size_t size)
{
	return vfio_sys()->write(fd, buf, size);
}

int
poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	return vfio_sys()->poll(fds, count, timeout_ms);
}

int
stat(const char *path, struct stat *st)
{
	return vfio_sys()->stat(path, st);
}

int
fstat(int fd, struct stat *st)
{
	return vfio_sys()->fstat(fd, st);
}

int
fchmod(int fd, mode_t mode)
{
	return vfio_sys()->fchmod(fd, mode);
}

int
fchown(int fd, uid_t uid, gid_t gid)
{
	return vfio_sys()->fchown(fd, uid, gid);
}

int
fsync(int fd)
{
	return vfio_sys()->fsync(fd);
}

int
link(const char *from, const char *to)
{
	return vfio_sys()->link(from, to);
}

int
rename(const char *from, const char *to)
{
	return vfio_sys()->rename(from, to);
}

int
unlink(const char *path)
{
	return vfio_sys()->unlink(path);
}

ssize_t
getrandom(void *buf, size_t size, unsigned int flags)
{
	return vfio_sys()->getrandom(buf, size, flags);
}

long
syscall(long number, ...)
{
	long args[6];
	unsigned int i;
	va_list ap;

	va_start(ap, number);
	for (i = 0; i < 6; i++)
		args[i] = va_arg(ap, long);
	va_end(ap);
	if (number == SYS_getrandom)
		return vfio_sys()->getrandom((void *)args[0], args[1], args[2]);
	vfio_sys_real();
	return libc_syscall(number, args[0], args[1], args[2], args[3], args[4],
			args[5]);
}

int
access(const char *path, int mode)
{
	return vfio_sys()->access(path, mode);
}

ssize_t
readlink(const char *path, char *buf, size_t size)
{
	return vfio_sys()->readlink(path, buf, size);
}

void *
mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return vfio_sys()->mmap(addr, len, prot, flags, fd, offset);
}

int
munmap(void *addr, size_t len)
{
	return vfio_sys()->munmap(addr, len);
}

int
madvise(void *addr, size_t len, int advice)
{
	return vfio_sys()->madvise(addr, len, advice);
}

int
mlock2(const void *addr, size_t len, unsigned int flags)
{
	return vfio_sys()->mlock2(addr, len, flags);
}
