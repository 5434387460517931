/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Bind devices to an iommufd on a fake kernel, with the token that each role
 * requires. Test the number of attempts, the result, the log, and that nothing
 * is left open. A DPDK without cdev mode lacks the tested code, so this file
 * includes it.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_uuid.h>
#include <dev_vfio_token.h>

#if __has_include("eal_vfio_open_cdev.h")
#include <uapi/linux/vfio.h>
#include "eal_vfio_open_cdev.h"
#else
/* as of Linux 6.17 */
#define vfio_device_bind_iommufd vfio_device_bind_iommufd_before
#include <uapi/linux/vfio.h>
#undef vfio_device_bind_iommufd
#define VFIO_DEVICE_BIND_FLAG_TOKEN (1 << 0)
#ifndef VFIO_DEVICE_BIND_IOMMUFD
#define VFIO_DEVICE_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)
#endif
struct vfio_device_bind_iommufd {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t out_devid;
	uint64_t token_uuid_ptr;
};
#include "../../lib/eal/linux/eal_vfio_open_cdev.c"
#endif

#include "eal_vfio_device.h"

#define PF "0000:01:00.0"
#define VF "0000:01:10.0"
#define PLAIN "0000:02:00.0"
#define A "0d5f3b1e-66c1-4b43-9d0f-6a1f0f5a7c11"
#define B "a3c0d9b2-91d7-4f0e-8a57-2d4b8f6e1c22"
#define IOMMUFD 12345

/* The fake kernel, and the calls that it received. */
static struct {
	bool before_6_17;
	const char *wants; /* the token that it requires, or NULL */
	int bind_errno;    /* error of the first bind */
	int set_errno;
	unsigned int binds, sets;
} kernel;

static int device_fd;

static int
fail(int err)
{
	errno = err;
	return -1;
}

static int
bind_iommufd(const struct vfio_device_bind_iommufd *bind)
{
	const bool has_token = bind->flags == VFIO_DEVICE_BIND_FLAG_TOKEN;
	rte_uuid_t wanted;

	kernel.binds++;
	if (bind->argsz != 24 || bind->iommufd != IOMMUFD ||
			(bind->flags != 0 && (!has_token || kernel.before_6_17)))
		return fail(EINVAL);
	if (has_token && bind->token_uuid_ptr == UINT64_MAX)
		return fail(EFAULT);
	if (kernel.bind_errno != 0 && kernel.binds == 1)
		return fail(kernel.bind_errno);
	if (kernel.wants == NULL || kernel.before_6_17)
		return 0;
	if (rte_uuid_parse(kernel.wants, wanted) < 0 || !has_token ||
			memcmp((void *)(uintptr_t)bind->token_uuid_ptr, wanted, sizeof(wanted)) != 0)
		return fail(EACCES);
	return 0;
}

/* The linker makes EAL call these. */
int __real_ioctl(int fd, unsigned long request, ...);

int
__wrap_ioctl(int fd, unsigned long request, ...)
{
	const struct vfio_device_feature *feature;
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fd != device_fd)
		return __real_ioctl(fd, request, arg);
	if (request == VFIO_DEVICE_BIND_IOMMUFD)
		return bind_iommufd(arg);
	if (request != VFIO_DEVICE_FEATURE)
		return fail(ENOTTY);
	feature = arg;
	if (feature->flags & VFIO_DEVICE_FEATURE_PROBE)
		return 0;
	kernel.sets++;
	return kernel.set_errno != 0 ? fail(kernel.set_errno) : 0;
}

#define IN_USE "VFs of this PF are in use with"
#define BUSY "cannot open the device: Device or resource busy"
#define NONE_IN_CDEV_MODE "opened without a VF token: this kernel accepts none in cdev mode"

static const struct row {
	const char *name;
	const char *device;
	const char *token; /* the default, or NULL */
	bool before_6_17;
	const char *wants;
	int bind_errno, set_errno;
	int expect;
	unsigned int binds, sets;
	const char *says;
} rows[] = {
	{ "VF, right token", VF, A, false, A, 0, 0, 0, 1, 0, NULL },
	{ "VF, no token", VF, NULL, false, A, 0, 0, -EACCES, 1, 0, VF ": VF token missing: PF " PF },
	{ "VF, wrong token", VF, B, false, A, 0, 0, -EACCES, 1, 0, VF ": VF token refused" },
	{ "VF, Linux 6.16, token", VF, A, true, A, 0, 0, 0, 3, 0, VF ": " NONE_IN_CDEV_MODE },
	{ "VF, Linux 6.16, no token", VF, NULL, true, A, 0, 0, 0, 1, 0, NULL },
	{ "VF, Linux 6.16, in use", VF, NULL, true, A, EINVAL, 0, -EBUSY, 1, 0, VF ": " BUSY },
	{ "PF, token", PF, A, false, NULL, 0, 0, 0, 1, 1, PF ": VF token set" },
	{ "PF, no token", PF, NULL, false, NULL, 0, 0, 0, 1, 0, NULL },
	{ "PF, SET fails", PF, A, false, NULL, 0, EIO, -EIO, 1, 1, PF ": cannot set the VF token" },
	{ "PF, VFs in use, no token", PF, NULL, false, A, 0, 0, -EACCES, 1, 0, IN_USE " a VF token" },
	{ "PF, VFs in use, wrong", PF, B, false, A, 0, 0, -EACCES, 1, 0, IN_USE " another VF token" },
	{ "PF, Linux 6.16, token", PF, A, true, NULL, 0, 0, 0, 3, 1, PF ": " NONE_IN_CDEV_MODE },
	{ "no SR-IOV, token", PLAIN, A, false, NULL, 0, 0, 0, 1, 0, NULL },
	{ "no SR-IOV, Linux 6.16, token", PLAIN, A, true, NULL, 0, 0, 0, 1, 0, NULL },
	/* probed again for token support, and not bound without a token */
	{ "VF, in use", VF, A, false, A, EINVAL, 0, -EBUSY, 2, 0, VF ": " BUSY },
	{ "VF, EBUSY", VF, A, false, A, EBUSY, 0, -EBUSY, 1, 0, VF ": cannot open the device" },
	{ "VF, EFAULT", VF, A, false, A, EFAULT, 0, -EFAULT, 1, 0, VF ": cannot open the device" },
	{ "VF, ENODEV", VF, A, false, A, ENODEV, 0, -ENODEV, 1, 0, VF ": VFIO has no such device" },
	{ "VF, ENOMEM", VF, A, false, A, ENOMEM, 0, -ENOMEM, 1, 0, VF ": cannot open the device" },
	{ "VF, ENOTTY", VF, A, false, A, ENOTTY, 0, -ENOTTY, 1, 0, VF ": cannot open the device" },
	{ "PF, ENOMEM", PF, A, false, A, ENOMEM, 0, -ENOMEM, 1, 0, PF ": cannot open the device" },
	{ "no SR-IOV, in use", PLAIN, A, false, NULL, EINVAL, 0, -EBUSY, 1, 0, PLAIN ": " BUSY },
};

static char sysfs[] = "/tmp/open-cdev.XXXXXX";

/* Make sysfs entries of a PF with a VF, and of a device without SR-IOV. */
static void
make_sysfs(void)
{
	if (mkdtemp(sysfs) == NULL || chdir(sysfs) < 0 || mkdir("vfio-pci", 0700) < 0 ||
			mkdir(PF, 0700) < 0 || mkdir(VF, 0700) < 0 || mkdir(PLAIN, 0700) < 0 ||
			mkdir(PF "/sriov_totalvfs", 0700) < 0 ||
			symlink("../" PF, VF "/physfn") < 0 ||
			symlink("../vfio-pci", PF "/driver") < 0 ||
			symlink("../vfio-pci", VF "/driver") < 0) {
		perror(sysfs);
		exit(EXIT_FAILURE);
	}
}

static void
remove_sysfs(void)
{
	unlink(VF "/driver");
	unlink(VF "/physfn");
	unlink(PF "/driver");
	rmdir(PF "/sriov_totalvfs");
	rmdir(PF);
	rmdir(VF);
	rmdir(PLAIN);
	rmdir("vfio-pci");
	rmdir(sysfs);
}

static bool
is_known(const char *name)
{
	bool known;

	pthread_mutex_lock(&vfio_device_mutex);
	known = vfio_device_find(name) != NULL;
	pthread_mutex_unlock(&vfio_device_mutex);
	return known;
}

static bool
row_holds(const struct row *row)
{
	char *log = NULL;
	size_t size;
	FILE *stream = open_memstream(&log, &size);
	const int expect = row->expect == 0 ? device_fd : row->expect;
	int ret;
	bool holds;

	memset(&kernel, 0, sizeof(kernel));
	kernel.before_6_17 = row->before_6_17;
	kernel.wants = row->wants;
	kernel.bind_errno = row->bind_errno;
	kernel.set_errno = row->set_errno;
	if (row->token != NULL && vfio_token_set("", row->token) < 0)
		return false;
	rte_openlog_stream(stream);
	ret = vfio_open_cdev(device_fd, IOMMUFD, sysfs, row->device);
	rte_openlog_stream(NULL);
	fclose(stream);
	/* the caller owns it, open or not */
	holds = ret == expect && kernel.binds == row->binds && kernel.sets == row->sets &&
		fcntl(device_fd, F_GETFD) >= 0 && is_known(row->device) == (ret >= 0) &&
		(row->says != NULL ? strstr(log, row->says) != NULL : *log == '\0') &&
		strstr(log, A) == NULL && strstr(log, B) == NULL;
	if (!holds)
		fprintf(stderr, "%s: %d after %u binds, %u sets: %s\n", row->name, ret,
			kernel.binds, kernel.sets, log);
	free(log);
	if (vfio_device_close(device_fd) < 0 || is_known(row->device))
		holds = false;
	device_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	vfio_token_set("", NULL);
	return holds;
}

/* A device handed over by the primary process is known, and not bound. */
static bool
given_is_known(void)
{
	memset(&kernel, 0, sizeof(kernel));
	return vfio_open_cdev(device_fd, -1, sysfs, VF) == device_fd &&
		kernel.binds == 0 && is_known(VF) && vfio_device_close(device_fd) == 0;
}

int
main(void)
{
	char *argv[] = { (char[]){"open-cdev"}, (char[]){"-m"}, (char[]){"32"},
		(char[]){"--no-huge"}, (char[]){"--no-pci"}, (char[]){"--no-shconf"},
		(char[]){"--no-telemetry"}, NULL };
	unsigned int i, failed = 0;

	if (rte_eal_init(RTE_DIM(argv) - 1, argv) < 0)
		return EXIT_FAILURE;
	make_sysfs();
	device_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (i = 0; i < RTE_DIM(rows); i++)
		failed += !row_holds(&rows[i]);
	if (!given_is_known()) {
		fprintf(stderr, "a device from the primary process is unknown, or was bound\n");
		failed++;
	}
	remove_sysfs();
	printf("%zu cases, %u failed\n", RTE_DIM(rows) + 1, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
