/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <dev_vfio.h>
#include <rte_common.h>
#include <rte_debug.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "vfio_sys.h"
#include "vfio_kernel_model.h"

/* Numbers that no descriptor of this process uses. */
#define CONTAINER_FD 99999
#define GROUP_BASE VFIO_MODEL_GROUP(0) /* a group's number is its descriptor */
#define GROUPS (RULES_DEVICES + VFIO_MODEL_SPARES)
#define NODE "/dev/vfio/devices/vfio"
#define DEVICE_BASE 200000
#define MAX_OPEN 16

struct vfio_model vfio_model;

const struct vfio_rules_target vfio_model_targets[RULES_DEVICES] = {
	[RULES_PF] = { .addr = "0000:01:00.0", .group_fd = GROUP_BASE + RULES_PF },
	[RULES_VF] = { .addr = "0000:01:10.0", .group_fd = GROUP_BASE + RULES_VF },
	[RULES_PLAIN] = { .addr = "0000:00:03.0", .group_fd = GROUP_BASE + RULES_PLAIN },
	[RULES_FOREIGN] = { .addr = "0000:02:10.0", .group_fd = GROUP_BASE + RULES_FOREIGN },
};

void
vfio_model_use_node(struct vfio_rules_target *target, enum vfio_rules_device device)
{
	static const char * const nodes[RULES_DEVICES] = {
		NODE "0", NODE "1", NODE "2", NODE "3"
	};

	target->node = nodes[device];
	target->iommufd = CONTAINER_FD;
}

/* The kernel's side: tokens of the PFs, and open devices. */
static struct {
	rte_uuid_t tokens[GROUPS]; /* of the device in each group */
	bool in_container[GROUPS];
	int open[MAX_OPEN]; /* a device + 1, or 0 */
	bool in_use[MAX_OPEN]; /* opened through its group, or bound */
} kernel;

static int
fail(int err)
{
	errno = err;
	return -1;
}

static bool
is_spare(unsigned int device)
{
	return device >= RULES_DEVICES;
}

static bool
is_vf_in_use(void)
{
	unsigned int i;

	for (i = 0; i < MAX_OPEN; i++)
		if (kernel.open[i] == RULES_VF + 1 && kernel.in_use[i])
			return true;
	return false;
}

/* Parse the text after the address: " vf_token=<uuid>" and nothing more. */
static int
read_options(const char *text, bool *shown, rte_uuid_t token)
{
	static const char key[] = " vf_token=";

	*shown = false;
	if (*text == '\0')
		return 0;
	if (strncmp(text, key, sizeof(key) - 1) != 0)
		return -EINVAL;
	*shown = true;
	return rte_uuid_parse(text + sizeof(key) - 1, token) < 0 ? -EINVAL : 0;
}

/* Whether a device may be opened; opening a PF may set its token. */
static int
check_token(unsigned int device, bool shown, const rte_uuid_t token)
{
	const bool same = shown && rte_uuid_compare(token, kernel.tokens[RULES_PF]) == 0;

	switch (device) {
	case RULES_VF:
		return same ? 0 : -EACCES;
	case RULES_PF:
		if (is_vf_in_use())
			return same ? 0 : -EACCES;
		break;
	case RULES_PLAIN:
	case RULES_FOREIGN:
		return shown ? -EINVAL : 0;
	}
	if (shown)
		rte_uuid_copy(kernel.tokens[device], token);
	return 0;
}

static int
new_fd(unsigned int device, bool in_use)
{
	unsigned int i;

	for (i = 0; i < MAX_OPEN; i++) {
		if (kernel.open[i] == 0) {
			kernel.open[i] = device + 1;
			kernel.in_use[i] = in_use;
			vfio_model.open_fds++;
			return DEVICE_BASE + i;
		}
	}
	return fail(EMFILE);
}

static int
group_get_device_fd(unsigned int device, const char *name)
{
	const size_t len = strcspn(name, " ");
	rte_uuid_t token;
	bool shown;
	int ret;

	vfio_model.open_calls++;
	if (vfio_model.open_errno != 0)
		return fail(vfio_model.open_errno);
	if (!is_spare(device) && (len != strlen(vfio_model_targets[device].addr) ||
			memcmp(name, vfio_model_targets[device].addr, len) != 0))
		return fail(ENODEV);
	if (name[len] == ' ' && vfio_model.before_5_7)
		return fail(ENODEV);
	ret = read_options(name + len, &shown, token);
	if (ret == 0 && !vfio_model.before_5_7)
		ret = check_token(device, shown, token);
	if (ret < 0)
		return fail(-ret);
	vfio_model.has_token = shown;
	return new_fd(device, true);
}

/* A device is bound only once, no matter who has its node open. */
static int
bind_iommufd(int n, const struct vfio_rules_bind *bind)
{
	const unsigned int device = kernel.open[n] - 1;
	const bool shown = bind->flags == RULES_BIND_TOKEN;
	const uint8_t *token = (void *)(uintptr_t)bind->token_uuid_ptr;
	int i, ret;

	if (bind->argsz < offsetof(struct vfio_rules_bind, out_devid) ||
			(bind->flags & ~RULES_BIND_TOKEN) != 0 || kernel.in_use[n])
		return fail(EINVAL);
	if (shown && (bind->argsz < sizeof(*bind) || bind->token_uuid_ptr == UINT64_MAX))
		return fail(EFAULT);
	ret = check_token(device, shown, token);
	if (ret < 0)
		return fail(-ret);
	for (i = 0; i < MAX_OPEN; i++)
		if (kernel.in_use[i] && kernel.open[i] == kernel.open[n])
			return fail(EINVAL);
	kernel.in_use[n] = true;
	return 0;
}

/* The only feature is the token, which can only be written. */
static int
token_feature(unsigned int device, uint32_t argsz, uint32_t ops, const uint8_t *data)
{
	if (ops & VFIO_DEVICE_FEATURE_GET)
		return fail(EINVAL);
	if (ops & VFIO_DEVICE_FEATURE_PROBE)
		return vfio_model.probe_errno ? fail(vfio_model.probe_errno) : 0;
	vfio_model.set_calls++;
	if (is_spare(device) && vfio_model.spare_set_errno != 0) {
		vfio_model.set_errno = vfio_model.then_set_errno;
		return fail(vfio_model.spare_set_errno);
	}
	if (!is_spare(device) && vfio_model.set_errno != 0)
		return fail(vfio_model.set_errno);
	if (argsz < sizeof(struct vfio_device_feature) + sizeof(rte_uuid_t))
		return fail(EINVAL);
	rte_uuid_copy(kernel.tokens[device], data);
	return 0;
}

static int
device_feature(unsigned int device, const struct vfio_device_feature *req)
{
	const uint32_t all = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET |
		VFIO_DEVICE_FEATURE_PROBE;
	const uint32_t ops = req->flags & all;

	if (vfio_model.before_5_7)
		return fail(ENOTTY);
	if (req->argsz < sizeof(*req) ||
			(req->flags & ~(all | VFIO_DEVICE_FEATURE_MASK)) != 0 ||
			ops == 0)
		return fail(EINVAL);
	if (!(ops & VFIO_DEVICE_FEATURE_PROBE) &&
			(ops & all) == (VFIO_DEVICE_FEATURE_GET |
					VFIO_DEVICE_FEATURE_SET))
		return fail(EINVAL);
	if ((req->flags & VFIO_DEVICE_FEATURE_MASK) != VFIO_DEVICE_FEATURE_PCI_VF_TOKEN ||
			(device != RULES_PF && !is_spare(device)))
		return fail(ENOTTY);
	return token_feature(device, req->argsz, ops, req->data);
}

static int
container_ioctl(unsigned long request, const void *arg)
{
	switch (request) {
	case VFIO_GET_API_VERSION:
		return VFIO_API_VERSION;
	case VFIO_CHECK_EXTENSION:
		return (uintptr_t)arg == VFIO_TYPE1_IOMMU;
	case VFIO_SET_IOMMU:
		return (uintptr_t)arg == VFIO_TYPE1_IOMMU ? 0 : fail(EINVAL);
	case VFIO_IOMMU_MAP_DMA:
	case VFIO_IOMMU_UNMAP_DMA:
		return 0;
	default:
		return fail(ENOTTY);
	}
}

static int
group_ioctl(unsigned int group, unsigned long request, void *arg)
{
	struct vfio_group_status *status = arg;

	switch (request) {
	case VFIO_GROUP_GET_STATUS:
		status->flags = VFIO_GROUP_FLAGS_VIABLE | (kernel.in_container[group] ?
			VFIO_GROUP_FLAGS_CONTAINER_SET : 0);
		return 0;
	case VFIO_GROUP_SET_CONTAINER:
	case VFIO_GROUP_UNSET_CONTAINER:
		kernel.in_container[group] = request == VFIO_GROUP_SET_CONTAINER;
		return 0;
	case VFIO_GROUP_GET_DEVICE_FD:
		return group_get_device_fd(group, arg);
	default:
		return fail(ENOTTY);
	}
}

static int
answer_ioctl(int fd, unsigned long request, void *arg)
{
	int i;

	if (fd == CONTAINER_FD)
		return container_ioctl(request, arg);
	if (fd >= GROUP_BASE && fd < GROUP_BASE + GROUPS)
		return group_ioctl(fd - GROUP_BASE, request, arg);
	i = fd - DEVICE_BASE;
	if (i < 0 || i >= MAX_OPEN || kernel.open[i] == 0)
		return fail(EBADF);
	if (request == RULES_BIND_IOMMUFD)
		return bind_iommufd(i, arg);
	if (!kernel.in_use[i])
		return fail(EINVAL);
	if (request == VFIO_DEVICE_GET_INFO)
		return 0;
	if (request == VFIO_DEVICE_FEATURE)
		return device_feature(kernel.open[i] - 1, arg);
	return fail(ENOTTY);
}

static int
answer_close(int fd)
{
	const int i = fd - DEVICE_BASE;

	if (fd >= GROUP_BASE && fd < GROUP_BASE + GROUPS)
		kernel.in_container[fd - GROUP_BASE] = false;
	if (fd < DEVICE_BASE)
		return 0;
	if (i >= MAX_OPEN || kernel.open[i] == 0)
		return fail(EBADF);
	kernel.open[i] = 0;
	kernel.in_use[i] = false;
	vfio_model.open_fds--;
	return 0;
}

/* Guards both sides of the model, as threads call it concurrently. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int
model_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	if (fd < CONTAINER_FD)
		return vfio_sys_real()->ioctl(fd, request, arg);
	pthread_mutex_lock(&lock);
	ret = answer_ioctl(fd, request, arg);
	pthread_mutex_unlock(&lock);
	return ret;
}

static int
model_close(int fd)
{
	int ret;

	if (fd < CONTAINER_FD)
		return vfio_sys_real()->close(fd);
	pthread_mutex_lock(&lock);
	ret = answer_close(fd);
	pthread_mutex_unlock(&lock);
	return ret;
}

static int
model_open(const char *path, int flags, mode_t mode)
{
	unsigned int device;
	int group, fd;

	if (strcmp(path, "/dev/vfio/vfio") == 0)
		return CONTAINER_FD;
	if (sscanf(path, NODE "%u", &device) == 1 && device < RULES_DEVICES) {
		pthread_mutex_lock(&lock);
		fd = new_fd(device, false);
		pthread_mutex_unlock(&lock);
		return fd;
	}
	if (sscanf(path, "/dev/vfio/%d", &group) == 1 && group >= GROUP_BASE &&
			group < GROUP_BASE + GROUPS)
		return group;
	return vfio_sys_real()->open(path, flags, mode);
}

bool
vfio_model_has(unsigned int device, const char *token)
{
	rte_uuid_t uuid;
	bool same;

	pthread_mutex_lock(&lock);
	same = rte_uuid_parse(token, uuid) == 0 &&
		rte_uuid_compare(uuid, kernel.tokens[device]) == 0;
	pthread_mutex_unlock(&lock);
	return same;
}

/* EAL looks there for VFIO, which this machine may not have. */
static DIR *
model_opendir(const char *path)
{
	return vfio_sys_real()->opendir(strcmp(path, "/dev/vfio") == 0 ? "/" : path);
}

/* The kernel's calls except for these; owned by vfio_model_install(). */
static struct vfio_sys model_sys;

void
vfio_model_install(void)
{
	static bool enabled;

	memset(&vfio_model, 0, sizeof(vfio_model));
	memset(&kernel, 0, sizeof(kernel));
	if (vfio_sys_real()->getrandom(kernel.tokens, sizeof(kernel.tokens), 0) !=
			sizeof(kernel.tokens))
		rte_panic("no random tokens\n");
	model_sys = *vfio_sys_real();
	model_sys.ioctl = model_ioctl;
	model_sys.close = model_close;
	model_sys.open = model_open;
	model_sys.opendir = model_opendir;
	vfio_sys_replace(&model_sys);
	/* with any module, as this machine may not have VFIO's */
	if (!enabled)
		enabled = dev_vfio_enable("kernel") == 0;
}

void
vfio_model_remove(void)
{
	vfio_sys_replace(NULL);
}
