/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "eal_vfio_sys.h"

/* ioctl() is variadic in libc; the table needs a plain function. */
static int
sys_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg);
}

static const struct vfio_sys kernel = {
	.ioctl = sys_ioctl,
	.close = close,
	.access = access,
	.readlink = readlink,
	.mmap = mmap,
	.munmap = munmap,
	.madvise = madvise,
	.mlock = mlock,
};

/* Owned by this file; only vfio_sys_replace() writes it. */
static const struct vfio_sys *current = &kernel;

const struct vfio_sys *
vfio_sys(void)
{
	return current;
}

void
vfio_sys_replace(const struct vfio_sys *sys)
{
	current = sys != NULL ? sys : &kernel;
}
