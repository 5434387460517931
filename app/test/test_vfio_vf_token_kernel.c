/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test what only a real kernel can answer: its rules for VF tokens, and a feature
 * unrelated to them. The environment names the devices; they must be bound to
 * vfio-pci and are opened and reset, so nobody may be using them.
 */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <dev_vfio.h>
#include <dev_vfio_token.h>
#include <rte_common.h>
#include <rte_string_fns.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_rules.h"
#include "vfio_token_fixture.h"

#define SYSFS "/sys/bus/pci/devices"

static const char * const variables[RULES_DEVICES] = {
	[RULES_PF] = "VFIO_RULES_PF",
	[RULES_VF] = "VFIO_RULES_VF",
	[RULES_PLAIN] = "VFIO_RULES_PLAIN",
	[RULES_FOREIGN] = "VFIO_RULES_FOREIGN",
};

/* Get the descriptor of a device's VFIO group, or -1. */
static int
open_group(const char *addr)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", addr);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -1;
	target[len] = '\0';
	snprintf(path, sizeof(path), "/dev/vfio/%s", strrchr(target, '/') + 1);
	return open(path, O_RDWR);
}

/* A group is usable once it is in a container that has an IOMMU. */
static int
join_container(int joined, int group)
{
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &joined) < 0)
		return -1;
	/* only the first group of a container sets it */
	return ioctl(joined, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0 &&
		errno != EBUSY && errno != EINVAL ? -1 : 0;
}

/* Put groups of devices without a node in one container; -1 on failure. */
static int
join_groups(struct vfio_rules_target *targets)
{
	const int joined = open("/dev/vfio/vfio", O_RDWR);
	unsigned int i;

	for (i = 0; joined >= 0 && i < RULES_DEVICES; i++) {
		if (targets[i].node != NULL)
			continue;
		targets[i].group_fd = open_group(targets[i].addr);
		if (targets[i].group_fd >= 0 &&
				join_container(joined, targets[i].group_fd) == 0)
			continue;
		perror(targets[i].addr);
		close(joined);
		return -1;
	}
	return joined;
}

static void
leave_groups(const struct vfio_rules_target *targets, int joined)
{
	unsigned int i;

	for (i = 0; i < RULES_DEVICES; i++)
		if (targets[i].node == NULL)
			close(targets[i].group_fd);
	close(joined);
}

/* Find the device node for cdev mode; empty if there is none. */
static void
find_node(const char *addr, char *node, size_t size)
{
	char pattern[PATH_MAX];
	glob_t found;

	node[0] = '\0';
	snprintf(pattern, sizeof(pattern), SYSFS "/%s/vfio-dev/vfio*", addr);
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	snprintf(node, size, "/dev/vfio/devices/%s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
}

/* Try every way of opening the devices that this kernel supports. */
static int
run_rules(struct vfio_rules_target *targets)
{
	const int iommufd = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	char nodes[RULES_DEVICES][PATH_MAX];
	unsigned int way, i, broken = 0;
	int joined;

	for (i = 0; i < RULES_DEVICES; i++)
		find_node(targets[i].addr, nodes[i], sizeof(nodes[i]));
	for (way = 0; way < (iommufd < 0 ? 1 : RULES_WAYS); way++) {
		for (i = 0; i < RULES_DEVICES; i++) {
			targets[i].iommufd = iommufd;
			targets[i].node = vfio_rules_by_node(way, i) ? nodes[i] : NULL;
		}
		joined = join_groups(targets);
		if (joined < 0)
			return -1;
		broken += vfio_kernel_rules_run(targets);
		leave_groups(targets, joined);
	}
	if (iommufd >= 0)
		close(iommufd);
	return broken == 0 ? 0 : -1;
}

/* Find the devices in the environment; -1 stands for groups not yet open. */
static bool
find_targets(struct vfio_rules_target *targets)
{
	unsigned int i;

	for (i = 0; i < RULES_DEVICES; i++) {
		targets[i].group_fd = -1;
		targets[i].addr = need(variables[i]);
		if (targets[i].addr == NULL)
			return false;
	}
	return true;
}

/* Features of Linux 6.1, linux/vfio.h; older headers lack their names. */
#define LOW_POWER_ENTRY_WITH_WAKEUP 4
#define LOW_POWER_EXIT 5

static bool
has_power_management(const char *addr)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), SYSFS "/%s/power/runtime_status", addr);
	return access(path, F_OK) == 0;
}

/* Whether runtime power management suspends a device within a minute. */
static bool
falls_asleep(const char *addr)
{
	char path[PATH_MAX], state[16] = "";
	unsigned int i;
	FILE *f;

	snprintf(path, sizeof(path), SYSFS "/%s/power/runtime_status", addr);
	for (i = 0; i < 6000 && strcmp(state, "suspended\n") != 0; i++) {
		usleep(10000);
		f = fopen(path, "r");
		if (f == NULL || fgets(state, sizeof(state), f) == NULL)
			state[0] = '\0';
		if (f != NULL)
			fclose(f);
	}
	return strcmp(state, "suspended\n") == 0;
}

/* Use a feature unrelated to tokens, through the calls for drivers. */
static int
use_low_power(const char *addr, int fd, int wakeup)
{
	struct {
		int32_t eventfd;
		uint32_t reserved;
	} entry = { .eventfd = wakeup };
	uint64_t wakeups = 0;
	int ret;

	ret = vfio_device_feature(fd, VFIO_DEVICE_FEATURE_PROBE |
			VFIO_DEVICE_FEATURE_SET | LOW_POWER_ENTRY_WITH_WAKEUP,
			NULL, 0);
	if (ret == -ENOTTY) {
		printf("this kernel has no feature for low power\n");
		return TEST_SUCCESS;
	}
	TEST_ASSERT_SUCCESS(ret, "PROBE: %d", ret);
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, VFIO_DEVICE_FEATURE_PROBE |
		VFIO_DEVICE_FEATURE_GET | LOW_POWER_ENTRY_WITH_WAKEUP, NULL, 0), -EINVAL,
		"it can be read");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, VFIO_DEVICE_FEATURE_SET |
		LOW_POWER_ENTRY_WITH_WAKEUP,
		&entry, sizeof(entry) - 1), -EINVAL, "any length is right");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, VFIO_DEVICE_FEATURE_SET |
		LOW_POWER_ENTRY_WITH_WAKEUP, &entry, sizeof(entry)), "SET");
	if (!has_power_management(addr)) {
		printf("this kernel puts no device to sleep\n");
		return TEST_SUCCESS;
	}
	TEST_ASSERT(falls_asleep(addr), "the device does not sleep");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, VFIO_DEVICE_FEATURE_SET |
		LOW_POWER_EXIT, NULL, 0),
		"SET without data");
	TEST_ASSERT(read(wakeup, &wakeups, sizeof(wakeups)) ==
		sizeof(wakeups) && wakeups == 1, "it was not woken");
	printf("low power: the device has slept and was woken\n");
	return TEST_SUCCESS;
}

static int
run_low_power(const char *addr)
{
	const int wakeup = eventfd(0, EFD_NONBLOCK);
	int fd, ret = TEST_FAILED;

	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	fd = open_device(addr);
	if (fd >= 0 && wakeup >= 0)
		ret = use_low_power(addr, fd, wakeup);
	if (fd >= 0)
		close_device(addr, fd);
	if (wakeup >= 0)
		close(wakeup);
	return ret;
}

static int
test_vfio_vf_token_kernel(void)
{
	struct vfio_rules_target targets[RULES_DEVICES];

	if (!find_targets(targets))
		return TEST_SKIPPED;
	if (run_rules(targets) < 0)
		return TEST_FAILED;
	return run_low_power(targets[RULES_PLAIN].addr);
}

REGISTER_DRIVER_TEST(vfio_vf_token_kernel_autotest, test_vfio_vf_token_kernel);
