/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio.h"
#include "made-up-vfio.h"

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct kernel kernel;
const char *situation = "at first", *failed_step = "without a fault";
unsigned int steps, step_to_fail;
rte_mp_t on_request;
struct rte_mp_msg last_reply;
void (*spoil_reply)(struct rte_mp_msg *reply);

bool
step_fails(const char *step)
{
	if (++steps != step_to_fail)
		return false;
	failed_step = step;
	errno = rte_errno = EIO;
	return true;
}

int
add_file(enum kind kind, int group)
{
	const int fd = openat(AT_FDCWD, "/dev/null", O_RDWR);

	CHECK(fd >= 0 && (size_t)fd < RTE_DIM(kernel.files));
	kernel.files[fd].kind = kind;
	kernel.files[fd].group = group;
	kernel.groups[group].users++;
	kernel.groups[group].devices += kind == OPEN_DEVICE;
	return fd;
}

static struct file *
find_file(int fd)
{
	static struct file not_ours;

	return fd >= 0 && (size_t)fd < RTE_DIM(kernel.files) ?
		&kernel.files[fd] : &not_ours;
}

void
attach(int group, int container)
{
	CHECK(kernel.groups[group].container == 0);
	kernel.groups[group].container = container;
	kernel.files[container].groups++;
}

/* The last group takes type and mappings with it. */
static void
detach(struct group *group)
{
	struct file *container = &kernel.files[group->container];

	CHECK(group->container != 0 && group->devices == 0);
	group->container = 0;
	if (--container->groups == 0)
		container->iommu = container->maps = 0;
}

/* Compiled like EAL, so this is open64() if EAL calls that. */
int
open(const char *path, int flags, ...)
{
	va_list ap;
	int mode, group;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	if (strcmp(path, "/dev/vfio/vfio") == 0)
		return add_file(CONTAINER, 0);
	if (sscanf(path, "/dev/vfio/%d", &group) != 1)
		return openat(AT_FDCWD, path, flags, mode);
	if (step_fails("open of the group"))
		return -1;
	CHECK(kernel.groups[group].users == 0); /* EBUSY */
	return add_file(GROUP, group);
}

/* EAL checks whether the VFIO directory exists. */
DIR *
opendir(const char *path)
{
	/* cppcheck-suppress CastIntegerToAddressAtReturn; it does not know __typeof__ */
	return REAL(opendir)(strcmp(path, "/dev/vfio") == 0 ? "/" : path);
}

int
close(int fd)
{
	struct file *file = find_file(fd);
	struct group *group = &kernel.groups[file->group];

	if (file->kind != NOT_OURS) {
		group->devices -= file->kind == OPEN_DEVICE;
		if (--group->users == 0 && group->container != 0)
			detach(group);
		memset(file, 0, sizeof(*file));
	}
	return REAL(close)(fd);
}

ssize_t
readlink(const char *path, char *target, size_t size)
{
	if (strncmp(path, SYSFS, strlen(SYSFS)) != 0)
		return REAL(readlink)(path, target, size);
	if (step_fails(path))
		return -1;
	errno = ENOENT;
	return strstr(path, "/iommu_group") == NULL ? -1 :
		snprintf(target, size, "../%d", atoi(path + strlen(SYSFS "/0000:")));
}

int
access(const char *path, int mode)
{
	if (strncmp(path, SYSFS, strlen(SYSFS)) != 0)
		return REAL(access)(path, mode);
	if (!step_fails(path))
		errno = ENOENT;
	return -1;
}

static const char *
name_of(unsigned long request)
{
	static const struct {
		unsigned long request;
		const char *name;
	} names[] = {
		{ VFIO_GROUP_GET_STATUS, "VFIO_GROUP_GET_STATUS" },
		{ VFIO_GROUP_SET_CONTAINER, "VFIO_GROUP_SET_CONTAINER" },
		{ VFIO_SET_IOMMU, "VFIO_SET_IOMMU" },
		{ VFIO_IOMMU_MAP_DMA, "VFIO_IOMMU_MAP_DMA" },
		{ VFIO_GROUP_GET_DEVICE_FD, "VFIO_GROUP_GET_DEVICE_FD" },
		{ VFIO_DEVICE_GET_INFO, "VFIO_DEVICE_GET_INFO" },
	};
	size_t i;

	for (i = 0; i < RTE_DIM(names); i++)
		if (names[i].request == request)
			return names[i].name;
	return "another ioctl";
}

/* Some releases map page by page what others map at once: count one step. */
static bool
goes_on_mapping(unsigned long request, const void *arg)
{
	const struct vfio_iommu_type1_dma_map *map = arg;
	static uint64_t end;
	bool goes_on;

	if (request != VFIO_IOMMU_MAP_DMA)
		return false;
	goes_on = map->vaddr == end;
	end = map->vaddr + map->size;
	return goes_on;
}

int
ioctl(int fd, unsigned long request, ...)
{
	struct file *file = find_file(fd);
	struct group *group = &kernel.groups[file->group];
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (file->kind == NOT_OURS)
		return REAL(ioctl)(fd, request, arg);
	if (!goes_on_mapping(request, arg) && step_fails(name_of(request)))
		return -1;
	errno = EINVAL;
	switch (request) {
	case VFIO_GET_API_VERSION:
		return VFIO_API_VERSION;
	case VFIO_CHECK_EXTENSION:
		return (int)(uintptr_t)arg == VFIO_TYPE1_IOMMU;
	case VFIO_GROUP_GET_STATUS:
		((struct vfio_group_status *)arg)->flags =
			(group->is_not_viable ? 0 : VFIO_GROUP_FLAGS_VIABLE) |
			(group->container ? VFIO_GROUP_FLAGS_CONTAINER_SET : 0);
		return 0;
	case VFIO_GROUP_SET_CONTAINER:
		attach(file->group, *(int *)arg);
		return 0;
	case VFIO_GROUP_UNSET_CONTAINER:
		detach(group);
		return 0;
	case VFIO_SET_IOMMU:
		CHECK(file->groups > 0 && !file->iommu);
		file->iommu = (int)(uintptr_t)arg == VFIO_TYPE1_IOMMU;
		return file->iommu ? 0 : -1;
	case VFIO_IOMMU_MAP_DMA:
		CHECK(file->iommu);
		file->maps++;
		return 0;
	case VFIO_GROUP_GET_DEVICE_FD:
		if (!kernel.files[group->container].iommu)
			return -1;
		return add_file(OPEN_DEVICE, file->group);
	case VFIO_DEVICE_GET_INFO:
		return 0;
	}
	/* cppcheck-suppress incorrectStringBooleanError */
	CHECK(!"a call of VFIO");
	return -1;
}

/* The linker replaces EAL's own functions with these. */
int
__wrap_rte_mp_action_register(const char *name __rte_unused, rte_mp_t action)
{
	on_request = action;
	return 0;
}

/* Descriptors are duplicated in transit, as by sendmsg() and recvmsg(). */
int
__wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *peer __rte_unused)
{
	int i;

	last_reply = *msg;
	for (i = 0; i < msg->num_fds; i++)
		last_reply.fds[i] = dup(msg->fds[i]);
	if (spoil_reply != NULL)
		spoil_reply(&last_reply);
	return 0;
}

int
__wrap_rte_mp_request_sync(struct rte_mp_msg *request,
		struct rte_mp_reply *reply,
		const struct timespec *ts __rte_unused)
{
	struct rte_mp_msg *answer;
	struct vfio_mp_param p;

	memset(reply, 0, sizeof(*reply));
	if (step_fails("request to the primary"))
		return -1;
	answer = calloc(1, sizeof(*answer));
	CHECK(answer != NULL);
	reply->msgs = answer;
	reply->nb_sent = reply->nb_received = 1;
	if (strcmp(request->name, EAL_VFIO_MP) != 0) {
		on_request(request, "");
		*answer = last_reply;
		return 0;
	}

	memcpy(&p, request->param, sizeof(p));
	p.result = SOCKET_OK;
	if (p.req == SOCKET_REQ_IOMMU_TYPE) {
		p.iommu_type_id = VFIO_TYPE1_IOMMU;
	} else {
		CHECK(p.req == SOCKET_REQ_GROUP);
		answer->num_fds = 1;
		answer->fds[0] = add_file(GROUP, p.group_num);
	}
	memcpy(answer->param, &p, sizeof(p));
	return 0;
}
