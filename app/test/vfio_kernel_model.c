/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_random.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "vfio_sys.h"
#include "vfio_kernel_model.h"

/* Numbers that no descriptor of this process has. */
#define GROUP_BASE 100000
#define DEVICE_BASE 200000
#define MAX_OPEN 16

struct vfio_model vfio_model;

const struct vfio_rules_target vfio_model_targets[RULES_DEVICES] = {
	[RULES_PF] = { "0000:01:00.0", GROUP_BASE + RULES_PF },
	[RULES_VF] = { "0000:01:10.0", GROUP_BASE + RULES_VF },
	[RULES_PLAIN] = { "0000:00:03.0", GROUP_BASE + RULES_PLAIN },
	[RULES_FOREIGN] = { "0000:02:10.0", GROUP_BASE + RULES_FOREIGN },
};

/* The kernel's side: the PF's token, and what is open. */
static struct {
	rte_uuid_t token;
	int open[MAX_OPEN]; /* a device + 1, or 0 */
	int fd_flags[MAX_OPEN]; /* of fcntl() */
} kernel;

static int
fail(int err)
{
	errno = err;
	return -1;
}

static bool
is_vf_in_use(void)
{
	unsigned int i;

	for (i = 0; i < MAX_OPEN; i++)
		if (kernel.open[i] == RULES_VF + 1)
			return true;
	return false;
}

/* What stands behind the address: " vf_token=<uuid>" and nothing more. */
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
check_token(enum vfio_rules_device device, bool shown, const rte_uuid_t token)
{
	const bool same = shown && rte_uuid_compare(token, kernel.token) == 0;

	switch (device) {
	case RULES_VF:
		return same ? 0 : -EACCES;
	case RULES_PF:
		if (is_vf_in_use())
			return same ? 0 : -EACCES;
		if (shown)
			rte_uuid_copy(kernel.token, token);
		return 0;
	default:
		return shown ? -EINVAL : 0;
	}
}

static int
new_fd(enum vfio_rules_device device)
{
	unsigned int i;

	for (i = 0; i < MAX_OPEN; i++) {
		if (kernel.open[i] == 0) {
			kernel.open[i] = device + 1;
			kernel.fd_flags[i] = 0;
			vfio_model.open_fds++;
			return DEVICE_BASE + i;
		}
	}
	return fail(EMFILE);
}

static int
group_get_device_fd(int group_fd, const char *name)
{
	const enum vfio_rules_device device = group_fd - GROUP_BASE;
	const char *addr = vfio_model_targets[device].addr;
	const size_t len = strlen(addr);
	rte_uuid_t token;
	bool shown;
	int ret;

	vfio_model.open_calls++;
	if (vfio_model.open_errno != 0)
		return fail(vfio_model.open_errno);
	if (strncmp(name, addr, len) != 0 ||
			(name[len] != '\0' && name[len] != ' ') ||
			(name[len] == ' ' && vfio_model.before_5_7))
		return fail(ENODEV);
	ret = read_options(name + len, &shown, token);
	if (ret == 0 && !vfio_model.before_5_7)
		ret = check_token(device, shown, token);
	return ret < 0 ? fail(-ret) : new_fd(device);
}

/* The only feature there is, the token; it can be written alone. */
static int
token_feature(uint32_t argsz, uint32_t ops, const uint8_t *data)
{
	if (ops & VFIO_DEVICE_FEATURE_GET)
		return fail(EINVAL);
	if (ops & VFIO_DEVICE_FEATURE_PROBE)
		return vfio_model.probe_errno ? fail(vfio_model.probe_errno) : 0;
	vfio_model.set_calls++;
	if (vfio_model.set_errno != 0)
		return fail(vfio_model.set_errno);
	if (argsz < sizeof(struct vfio_device_feature) + sizeof(rte_uuid_t))
		return fail(EINVAL);
	rte_uuid_copy(kernel.token, data);
	return 0;
}

static int
device_feature(int device, const struct vfio_device_feature *req)
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
	if ((req->flags & VFIO_DEVICE_FEATURE_MASK) !=
			VFIO_DEVICE_FEATURE_PCI_VF_TOKEN || device != RULES_PF)
		return fail(ENOTTY);
	return token_feature(req->argsz, ops, req->data);
}

static int
answer_ioctl(int fd, unsigned long request, void *arg)
{
	int i;

	if (fd >= GROUP_BASE && fd < GROUP_BASE + RULES_DEVICES &&
			request == VFIO_GROUP_GET_DEVICE_FD)
		return group_get_device_fd(fd, arg);

	i = fd - DEVICE_BASE;
	if (i < 0 || i >= MAX_OPEN || kernel.open[i] == 0)
		return fail(EBADF);
	if (request == VFIO_DEVICE_GET_INFO)
		return 0;
	if (request == VFIO_DEVICE_FEATURE)
		return device_feature(kernel.open[i] - 1, arg);
	return fail(ENOTTY);
}

static int
answer_close(int i)
{
	if (kernel.open[i] == 0)
		return fail(EBADF);
	kernel.open[i] = 0;
	vfio_model.open_fds--;
	return 0;
}

/* A copy is closed on exec; what comes from another process is not at first. */
static int
answer_fcntl(int i, int cmd, int arg)
{
	if (kernel.open[i] == 0)
		return fail(EBADF);
	switch (cmd) {
	case F_DUPFD_CLOEXEC:
		return new_fd(kernel.open[i] - 1);
	case F_SETFD:
		kernel.fd_flags[i] = arg;
		return 0;
	case F_GETFD:
		return kernel.fd_flags[i];
	default:
		return fail(EINVAL);
	}
}

/* Guards both sides of the model, as threads call it at once. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int
model_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	if (fd >= 0 && fd < GROUP_BASE)
		return vfio_sys_real()->ioctl(fd, request, arg);
	pthread_mutex_lock(&lock);
	ret = answer_ioctl(fd, request, arg);
	pthread_mutex_unlock(&lock);
	return ret;
}

static int
model_close(int fd)
{
	const int i = fd - DEVICE_BASE;
	int ret;

	if (i < 0 || i >= MAX_OPEN)
		return vfio_sys_real()->close(fd);
	pthread_mutex_lock(&lock);
	ret = answer_close(i);
	pthread_mutex_unlock(&lock);
	return ret;
}

static int
model_fcntl(int fd, int cmd, void *arg)
{
	const int i = fd - DEVICE_BASE;
	int ret;

	if (i < 0 || i >= MAX_OPEN)
		return vfio_sys_real()->fcntl(fd, cmd, arg);
	pthread_mutex_lock(&lock);
	ret = answer_fcntl(i, cmd, (intptr_t)arg);
	pthread_mutex_unlock(&lock);
	return ret;
}

/* The kernel's own calls but for these; owned by vfio_model_install(). */
static struct vfio_sys model_sys;

void
vfio_model_install(void)
{
	const uint64_t unknown[] = { rte_rand(), rte_rand() };

	memset(&vfio_model, 0, sizeof(vfio_model));
	memset(&kernel, 0, sizeof(kernel));
	memcpy(kernel.token, unknown, sizeof(kernel.token));
	model_sys = *vfio_sys_real();
	model_sys.ioctl = model_ioctl;
	model_sys.close = model_close;
	model_sys.fcntl = model_fcntl;
	vfio_sys_replace(&model_sys);
}

void
vfio_model_remove(void)
{
	vfio_sys_replace(NULL);
}
