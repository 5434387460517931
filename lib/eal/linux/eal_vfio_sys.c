/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <eal_export.h>
#include <rte_common.h>

#include "eal_vfio_sys.h"

/* These are variadic in libc; the table needs plain functions. */
static int
sys_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

static int
sys_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg);
}

static int
sys_fcntl(int fd, int cmd, int arg)
{
	return fcntl(fd, cmd, arg);
}

static const struct vfio_sys kernel = {
	.ioctl = sys_ioctl,
	.close = close,
	.open = sys_open,
	.read = read,
	.write = write,
	.poll = poll,
	.fstat = fstat,
	.fcntl = sys_fcntl,
	.fchmod = fchmod,
	.fchown = fchown,
	.getxattr = getxattr,
	.fsetxattr = fsetxattr,
	.fsync = fsync,
	.link = link,
	.rename = rename,
	.unlink = unlink,
	.getrandom = getrandom,
	.access = access,
	.readlink = readlink,
	.mmap = mmap,
	.munmap = munmap,
	.madvise = madvise,
	.mlock = mlock,
};

/* Owned by this file; only vfio_sys_replace() writes it. */
static const struct vfio_sys *current = &kernel;

RTE_EXPORT_INTERNAL_SYMBOL(vfio_sys)
__rte_cold
const struct vfio_sys *
vfio_sys(void)
{
	return current;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_sys_replace)
__rte_cold
void
vfio_sys_replace(const struct vfio_sys *sys)
{
	current = sys != NULL ? sys : &kernel;
}
