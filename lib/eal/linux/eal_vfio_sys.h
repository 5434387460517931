/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_SYS_H_
#define EAL_VFIO_SYS_H_

/**
 * @file
 * Every system call of the VF token code, in one table.
 *
 * The only place where a test can put a kernel of its own. It must not know
 * what the calls are made for.
 */

#include <poll.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <rte_compat.h>

/** The calls, each with the signature and errno of its manual page. */
struct vfio_sys {
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int (*close)(int fd);
	int (*open)(const char *path, int flags, mode_t mode);
	ssize_t (*read)(int fd, void *buf, size_t size);
	ssize_t (*write)(int fd, const void *buf, size_t size);
	int (*poll)(struct pollfd *fds, nfds_t count, int timeout_ms);
	int (*fstat)(int fd, struct stat *st);
	int (*fcntl)(int fd, int cmd, int arg);
	int (*fchmod)(int fd, mode_t mode);
	int (*fchown)(int fd, uid_t uid, gid_t gid);
	ssize_t (*getxattr)(const char *path, const char *name, void *value,
		size_t size);
	int (*fsetxattr)(int fd, const char *name, const void *value,
		size_t size, int flags);
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
	int (*mlock)(const void *addr, size_t len);
};

/**
 * @internal
 * The table in use. Owned by EAL and read on control paths only; a test that
 * wants to change it does so by vfio_sys_replace() while nothing else runs.
 *
 * @return
 *   The table, never NULL.
 */
__rte_internal
const struct vfio_sys *
vfio_sys(void);

/**
 * @internal
 * Put another table in place. Not thread-safe: for tests.
 *
 * @param sys
 *   The table to use from now on, or NULL for the kernel's own calls. The
 *   memory stays the caller's and must outlive its use.
 */
__rte_internal
void
vfio_sys_replace(const struct vfio_sys *sys);

#endif /* EAL_VFIO_SYS_H_ */
