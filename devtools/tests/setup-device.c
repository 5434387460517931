/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Make each step of rte_vfio_setup_device() fail in turn, in different
 * situations. A failure must leave descriptors, groups, containers and the
 * memory event callback unchanged. Then set up the same device.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_vfio.h>

#include <uapi/linux/vfio.h>

#include "eal_internal_cfg.h"
#include "eal_memcfg.h"
#include "eal_private.h"
#include "eal_vfio.h"
#include "eal_vfio_handover.h"
#include "made-up-vfio.h"

#define DEVICE "0000:01:00.0"
#define SIBLING "0000:01:00.1" /* in the same group */
#define STRANGER "0000:02:00.0"
#define NO_SUCH_STEP 2

static bool
memory_is_locked(void)
{
	rte_rwlock_t *lock =
		&rte_eal_get_configuration()->mem_config->memory_hotplug_lock;

	if (rte_rwlock_write_trylock(lock) < 0)
		return true;
	rte_rwlock_write_unlock(lock);
	return false;
}

/* EAL functions that the linker replaces with ours. */
int __real_rte_mem_event_callback_register(const char *name,
		rte_mem_event_callback_t callback, void *arg);
int __real_rte_mem_event_callback_unregister(const char *name, void *arg);

int
__wrap_rte_mem_event_callback_register(const char *name,
		rte_mem_event_callback_t callback, void *arg)
{
	return step_fails("registration of the callback") ? -1 :
		__real_rte_mem_event_callback_register(name, callback, arg);
}

static void
on_memory_event(enum rte_mem_event event __rte_unused,
		const void *addr __rte_unused, size_t len __rte_unused,
		void *arg __rte_unused)
{
}

/* The name is taken if VFIO's callback is registered. */
static bool
has_callback(void)
{
	if (__real_rte_mem_event_callback_register("vfio_mem_event_clb",
			on_memory_event, NULL) < 0)
		return rte_errno == EEXIST;
	__real_rte_mem_event_callback_unregister("vfio_mem_event_clb", NULL);
	return false;
}

/* Only a primary's callback is removed, and only with the memory locked. */
int
__wrap_rte_mem_event_callback_unregister(const char *name, void *arg)
{
	CHECK(rte_eal_process_type() == RTE_PROC_PRIMARY);
	CHECK(memory_is_locked());
	CHECK(step_to_fail == 0 || has_callback());
	return __real_rte_mem_event_callback_unregister(name, arg);
}

static uint64_t
open_descriptors(void)
{
	uint64_t fds = 0;
	int fd;

	for (fd = 0; fd < 64; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			fds |= UINT64_C(1) << fd;
	return fds;
}

static int container; /* in which to put the device */
static int device_fd; /* of the last device set up */

static int
set_up(const char *device)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	return rte_vfio_setup_device(SYSFS, device, &device_fd, &info);
}

static void
sibling_is_open(void)
{
	CHECK(set_up(SIBLING) == 0);
}

static void
stranger_is_open(void)
{
	CHECK(set_up(STRANGER) == 0);
}

static void
group_is_open(void)
{
	CHECK(rte_vfio_get_group_fd(1) >= 0);
}

static void
group_is_bound(void)
{
	stranger_is_open();
	container = rte_vfio_container_create();
	CHECK(rte_vfio_container_group_bind(container, 1) >= 0);
}

static void
memory_was_mapped(void)
{
	CHECK(set_up(SIBLING) == 0);
	CHECK(rte_vfio_container_dma_map(container, 4096, 4096, 4096) == 0);
	CHECK(rte_vfio_release_device(SYSFS, SIBLING, device_fd) == 0);
	group_is_open();
}

static void
callbacks_are_not_supported(void)
{
	eal_get_internal_configuration()->legacy_mem = 1;
}

/* Run in a secondary process, whose primary has both groups open. */
static void
secondary(void)
{
	eal_get_internal_configuration()->process_type = RTE_PROC_SECONDARY;
	rte_eal_get_configuration()->process_type = RTE_PROC_SECONDARY;
	kernel.groups[1].users = kernel.groups[2].users = 1;
	attach(2, container);
	kernel.files[container].iommu = 1;
}

static void
secondary_of_user(void)
{
	secondary();
	attach(1, container);
}

static void
secondary_with_sibling(void)
{
	secondary_of_user();
	sibling_is_open();
}

static const struct {
	const char *name;
	void (*prepare)(void);
	unsigned int steps; /* at least */
	bool has_callback;  /* once the device is set up */
} situations[] = {
	{ "nothing is open", NULL, 12, true },
	{ "another device of the group is open", sibling_is_open, 7, true },
	{ "a device of another group is open", stranger_is_open, 9, true },
	{ "the group is open", group_is_open, 11, true },
	{ "the group is bound to another container", group_is_bound, 9, true },
	{ "user memory was mapped", memory_was_mapped, 12, true },
	{ "callbacks are not supported", callbacks_are_not_supported, 12, false },
	{ "secondary, group in no container", secondary, 10, false },
	{ "secondary, group in its container", secondary_of_user, 10, false },
	{ "secondary, another device is open", secondary_with_sibling, 8, false },
};

/*
 * In a separate process: let a step fail, then none. In step 0, the group is
 * not viable. Returns whether there is such a step.
 */
static bool
try_step(unsigned int i, unsigned int step)
{
	struct kernel before;
	uint64_t descriptors;
	bool had_callback, failed;
	int type, ret;

	if (situations[i].prepare != NULL)
		situations[i].prepare();
	situation = situations[i].name;
	before = kernel;
	descriptors = open_descriptors();
	had_callback = has_callback();
	type = vfio_get_iommu_type();

	steps = 0;
	step_to_fail = step;
	if (step == 0)
		failed_step = "group not viable";
	kernel.groups[1].is_not_viable = step == 0;
	ret = set_up(DEVICE);
	kernel.groups[1].is_not_viable = 0;
	step_to_fail = 0;
	failed = steps >= step;

	if (failed) {
		CHECK(ret != 0);
		CHECK(open_descriptors() == descriptors);
		CHECK(memcmp(&kernel, &before, sizeof(kernel)) == 0);
		CHECK(has_callback() == had_callback);
		CHECK(vfio_get_iommu_type() == type);
		CHECK(!memory_is_locked());
		ret = set_up(DEVICE);
	}
	CHECK(ret == 0);
	CHECK(kernel.groups[1].container == container);
	CHECK(has_callback() == situations[i].has_callback);
	CHECK(rte_vfio_release_device(SYSFS, DEVICE, device_fd) == 0);
	CHECK(has_callback() == had_callback);
	return failed;
}

static void
lose_descriptor(struct rte_mp_msg *reply)
{
	close(reply->fds[--reply->num_fds]);
	reply->fds[0] = STDERR_FILENO; /* not part of the reply */
}

static void
add_descriptor(struct rte_mp_msg *reply)
{
	reply->fds[reply->num_fds++] = open("/dev/null", O_RDONLY);
}

/* Make a reply look late, and about the previous request. */
static void
rename_device(struct rte_mp_msg *reply)
{
	memcpy(memmem(reply->param, sizeof(reply->param), DEVICE, strlen(DEVICE)),
		SIBLING, strlen(SIBLING));
}

/* A primary hands over a device that it has opened, and nothing else. */
static void
hand_over(void)
{
	static void (*const spoilers[])(struct rte_mp_msg *) = {
		add_descriptor, rename_device
	};
	struct rte_mp_msg endless = { .len_param = sizeof(endless.param) };
	uint64_t descriptors;
	unsigned int i;
	int fd;

	situation = "hand over";
	CHECK(set_up(DEVICE) == 0);
	descriptors = open_descriptors();
	fd = vfio_handover_request(DEVICE);
	CHECK(fd >= 0 && fd != device_fd && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(device_fd, F_GETFD) >= 0 && close(fd) == 0);
	CHECK(vfio_handover_request(SIBLING) == -ENODEV);
	for (i = 0; i < RTE_DIM(spoilers); i++) {
		spoil_reply = spoilers[i];
		CHECK(vfio_handover_request(DEVICE) == -EPROTO);
	}
	spoil_reply = lose_descriptor;
	CHECK(vfio_handover_request(DEVICE) == -ENODEV);
	spoil_reply = NULL;
	memset(&last_reply, 0, sizeof(last_reply));
	memset(endless.param, 'x', sizeof(endless.param));
	on_request(&endless, "");
	CHECK(last_reply.len_param == 0);
	CHECK(open_descriptors() == descriptors);
	CHECK(rte_vfio_release_device(SYSFS, DEVICE, device_fd) == 0);
	CHECK(vfio_handover_request(DEVICE) == -ENODEV);
	_exit(0);
}

int
main(void)
{
	char *argv[] = { (char[]){"setup-device"}, (char[]){"-m"},
		(char[]){"32"}, (char[]){"--no-huge"}, (char[]){"--no-pci"},
		(char[]){"--no-shconf"}, (char[]){"--no-telemetry"},
		(char[]){"--iova-mode=va"}, (char[]){"--log-level=lib.eal:1"},
		NULL };
	int status, failures = 0;
	unsigned int i, step;

	CHECK(rte_eal_init(RTE_DIM(argv) - 1, argv) >= 0);
	/*
	 * Without huge pages, EAL assumes legacy memory, which has no
	 * callbacks. Nothing notices the difference afterwards.
	 */
	eal_get_internal_configuration()->legacy_mem = 0;
	/* a "module" that always exists, which VFIO's need not */
	CHECK(rte_vfio_enable("kernel") == 0);
	CHECK(rte_vfio_is_enabled("kernel"));
	container = rte_vfio_get_container_fd();
	CHECK(vfio_handover_setup() == 0);
	/* a primary is not asked before it announces that it answers */
	CHECK(vfio_handover_request(DEVICE) == -ENODEV && last_reply.len_param == 0);
	vfio_handover_offer();
	if (fork() == 0)
		hand_over();
	CHECK(wait(&status) > 0);
	failures += status != 0;

	for (i = 0; i < RTE_DIM(situations); i++) {
		for (step = 0; ; step++) {
			const pid_t pid = fork();

			CHECK(pid >= 0 && step < 20);
			if (pid == 0)
				_exit(try_step(i, step) ? 0 : NO_SUCH_STEP);
			CHECK(waitpid(pid, &status, 0) == pid);
			if (WIFEXITED(status) && WEXITSTATUS(status) == NO_SUCH_STEP)
				break;
			failures += status != 0;
		}
		printf("%s: %u steps\n", situations[i].name, step);
		if (step < situations[i].steps) {
			fprintf(stderr, "%s: %u steps expected\n",
				situations[i].name, situations[i].steps);
			failures++;
		}
	}
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
