/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test what only a real kernel can answer: its rules for VF tokens, an
 * unsupported feature, rotations during opens, and devices handed over from a
 * primary process to a secondary. The environment names the devices; they must
 * be bound to vfio-pci and are opened and reset, so nobody may be using them.
 */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <dev_vfio.h>
#include <dev_vfio_token.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_pci_vf_token.h>
#include <rte_string_fns.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_rules.h"
#include "vfio_token_fixture.h"
#include "vfio_token_race.h"

#define SYSFS "/sys/bus/pci/devices"

static const char * const variables[RULES_DEVICES] = {
	[RULES_PF] = "VFIO_RULES_PF",
	[RULES_VF] = "VFIO_RULES_VF",
	[RULES_PLAIN] = "VFIO_RULES_PLAIN",
	[RULES_FOREIGN] = "VFIO_RULES_FOREIGN",
};

/* Get a variable that a test needs, or print a message and return NULL. */
static const char *
need(const char *variable)
{
	const char *value = getenv(variable);

	if (value == NULL)
		printf("to run this, set %s, see %s\n", variable, __FILE__);
	return value;
}

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

/* Anonymous memory of the process in kB, so without loaded code. */
static int
anonymous_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];
	int kb = -1;

	if (f == NULL)
		return -1;
	while (kb < 0 && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "RssAnon: %d kB", &kb) != 1)
			kb = -1;
	fclose(f);
	return kb;
}

/* A second round of rotations and opens needs no more than the first. */
static int
race_without_loss(const char *pf, const char *vf)
{
	unsigned int fds;
	int kb;

	TEST_ASSERT_EQUAL(vfio_token_race(pf, vf, 100, 2), 0,
		"rotations beside opens");
	kb = anonymous_kb();
	fds = count_entries("/proc/self/fd");
	TEST_ASSERT_EQUAL(vfio_token_race(pf, vf, 1000, 8), 0,
		"rotations beside opens, again");
	kb = anonymous_kb() - kb;
	fds = count_entries("/proc/self/fd") - fds;
	printf("%d kB and %u descriptors more after the second round\n", kb,
		fds);
	TEST_ASSERT(kb <= 16 && fds == 0, "something is lost");
	return TEST_SUCCESS;
}

/* Run rotations of a PF, which is not open, and its VF. */
static int
run_rotations(const char *pf, const char *vf)
{
	int fd, ret;

	TEST_ASSERT_EQUAL(rotate_token(pf, "random"), -ENODEV, "a PF that is not ours");
	TEST_ASSERT_SUCCESS(rte_pci_vf_token_set(NULL, "random"), "set");
	fd = open_device(pf);
	TEST_ASSERT(fd >= 0, "the PF does not open");
	ret = race_without_loss(pf, vf);
	close_device(pf, fd);
	if (ret == TEST_SUCCESS && vfio_token_race(pf, pf, 100, 4) != 0)
		ret = TEST_FAILED;
	return ret;
}

/* A process rotates its PF's token and opens devices at the same time. */
static int
test_vfio_vf_token_rotation(void)
{
	const char *pf = need("VFIO_RULES_PF"), *vf = need("VFIO_RULES_VF");
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	int ret;

	if (pf == NULL || vf == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	/* each rotation is logged, and each that finds no PF */
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_CRIT);
	ret = run_rotations(pf, vf);
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	return ret;
}

REGISTER_DRIVER_TEST(vfio_vf_token_rotation_autotest,
	test_vfio_vf_token_rotation);

enum kind { NONE, A_PF, NO_PF };

/* Only a PF has a token. */
static enum kind
kind_of(int vfio_dev_fd)
{
	const int ret = vfio_device_feature(vfio_dev_fd, VFIO_DEVICE_FEATURE_PROBE |
			VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, NULL, 0);

	return ret == 0 ? A_PF : ret == -ENOTTY ? NO_PF : NONE;
}

/* Whether all devices open in this process come from the primary. */
static bool
all_are_handed_over(void)
{
	static const char why[] = "opened by the primary process\n";
	char text[4096], *p = text;
	unsigned int n = 0;

	for (dump_text(text, sizeof(text)); (p = strstr(p, why)) != NULL; n++)
		p += strlen(why);
	return n == count_lines(text);
}

/* Request a device from the primary, and ask the kernel what it is. */
static enum kind
request(const char *addr)
{
	const int fd = open_device(addr);
	enum kind kind;

	if (fd < 0)
		return NONE;
	kind = all_are_handed_over() ? kind_of(fd) : NONE;
	close_device(addr, fd);
	return kind;
}

/* Whether every thread of a process stops within a minute. */
static bool
has_stopped(const char *pid)
{
	char pattern[64], line[256];
	unsigned int i, going = 1;
	glob_t found;
	size_t n;
	FILE *f;

	snprintf(pattern, sizeof(pattern), "/proc/%s/task/*/stat", pid);
	for (i = 0; i < 6000 && going != 0; i++) {
		usleep(10000);
		if (glob(pattern, 0, NULL, &found) != 0)
			return false;
		for (going = 0, n = 0; n < found.gl_pathc; n++) {
			f = fopen(found.gl_pathv[n], "r");
			going += f == NULL ||
				fgets(line, sizeof(line), f) == NULL ||
				strstr(line, ") T ") == NULL;
			if (f != NULL)
				fclose(f);
		}
		globfree(&found);
	}
	return going == 0;
}

/* Whether this process reaches this number of descriptors in a minute. */
static bool
gets_fds(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < 6000; i++) {
		if (count_entries("/proc/self/fd") == count)
			return true;
		usleep(10000);
	}
	return false;
}

/*
 * In a secondary process: test what it gets from a primary that has a PF and
 * its VF open and answers, does not answer, or answers too late.
 */
static int
test_vfio_vf_token_secondary(void)
{
	const char *pf = need("VFIO_RULES_PF"), *vf = need("VFIO_RULES_VF");
	const char *pid = need("VFIO_RULES_PRIMARY");
	const unsigned int fds = count_entries("/proc/self/fd");
	int late, held;

	if (pf == NULL || vf == NULL || pid == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	TEST_ASSERT_EQUAL(request(pf), A_PF, "not the PF");
	TEST_ASSERT_EQUAL(request(vf), NO_PF, "not the VF");
	printf("the first is a PF, the second is none\n");
	TEST_ASSERT_EQUAL(rotate_token(pf, "random"), -E_RTE_SECONDARY, "a secondary rotates");

	/* with its group available, only the device is requested */
	held = open_device(pf);
	TEST_ASSERT(held >= 0, "the PF is not handed over");
	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGSTOP), "SIGSTOP");
	TEST_ASSERT(has_stopped(pid), "the primary goes on");
	late = open_device(pf);
	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGCONT), "SIGCONT");
	TEST_ASSERT(late < 0, "a primary that is busy");
	/* the reply about the PF is late now, and not for this request */
	TEST_ASSERT_EQUAL(request(vf), NO_PF, "the late answer was taken");
	TEST_ASSERT_EQUAL(request(pf), A_PF, "out of step");
	close_device(pf, held);
	TEST_ASSERT(gets_fds(fds), "descriptors are left");
	return TEST_SUCCESS;
}

REGISTER_DRIVER_TEST(vfio_vf_token_secondary_autotest,
	test_vfio_vf_token_secondary);

/*
 * In a secondary process: request the PF until this process is killed, or until
 * its primary is killed and no longer answers.
 */
static int
test_vfio_vf_token_requests(void)
{
	const char *pf = need("VFIO_RULES_PF");
	const unsigned int fds = count_entries("/proc/self/fd");
	unsigned int answers = 0;

	if (pf == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	while (request(pf) == A_PF) {
		if (answers++ == 0) {
			printf("the primary answers\n");
			fflush(stdout);
		}
	}
	printf("%u answers, then none\n", answers);
	TEST_ASSERT(answers != 0, "no answers");
	TEST_ASSERT(gets_fds(fds), "descriptors are left");
	return TEST_SUCCESS;
}

REGISTER_DRIVER_TEST(vfio_vf_token_requests_autotest,
	test_vfio_vf_token_requests);
