/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_SYS_H_
#define VFIO_SYS_H_

/**
 * @file
 * Replacement of system functions with those of a test.
 *
 * This program defines the libc functions listed here, so DPDK's libraries call
 * them, whether linked statically or not. They pass calls on to libc unless a
 * test has armed others.
 */

#include <dirent.h>
#include <poll.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/** The calls, each with the signature and errno of its manual page. */
struct vfio_sys {
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int (*close)(int fd);
	int (*open)(const char *path, int flags, mode_t mode);
	DIR *(*opendir)(const char *path);
	int (*mkostemp)(char *name, int flags);
	ssize_t (*read)(int fd, void *buf, size_t size);
	ssize_t (*write)(int fd, const void *buf, size_t size);
	int (*poll)(struct pollfd *fds, nfds_t count, int timeout_ms);
	int (*stat)(const char *path, struct stat *st);
	int (*fstat)(int fd, struct stat *st);
	int (*fcntl)(int fd, int cmd, void *arg);
	int (*fchmod)(int fd, mode_t mode);
	int (*fchown)(int fd, uid_t uid, gid_t gid);
	int (*fsync)(int fd);
	int (*link)(const char *from, const char *to);
	int (*rename)(const char *from, const char *to);
	int (*unlink)(const char *path);
	ssize_t (*getrandom)(void *buf, size_t size, unsigned int flags);
	int (*access)(const char *path, int mode);
	ssize_t (*readlink)(const char *path, char *buf, size_t size);
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd,
		off_t offset);
	int (*munmap)(void *addr, size_t len);
	int (*madvise)(void *addr, size_t len, int advice);
	int (*mlock2)(const void *addr, size_t len, unsigned int flags);
};

/** The real ones, to which those of a test pass calls on. */
const struct vfio_sys *
vfio_sys_real(void);

/** The armed ones, or else the real ones. */
const struct vfio_sys *
vfio_sys(void);

/**
 * Arm others; nothing else may call them meanwhile.
 *
 * @param sys
 *   The functions, which must outlive their use, or NULL for the real ones.
 */
void
vfio_sys_replace(const struct vfio_sys *sys);

#endif /* VFIO_SYS_H_ */
