/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * What only a real kernel can answer: its rules about VF tokens, rotations
 * beside opens, and devices handed from a primary process to a secondary. The
 * environment names the devices; they must be bound to vfio-pci and are opened
 * and reset, so nobody may have them in use.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>
#include <rte_pci.h>
#include <rte_pci_vf_token.h>
#include <rte_uuid.h>
#include <rte_vfio_vf_token.h>

#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "eal_vfio_open.h"
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

/* The value of a variable that a test needs, or NULL and a word on it. */
static const char *
need(const char *variable)
{
	const char *value = getenv(variable);

	if (value == NULL)
		printf("to run this, set %s, see %s\n", variable, __FILE__);
	return value;
}

/* The descriptor of a device's VFIO group, or -1. */
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

/* A group can be used once it is in a container that has an IOMMU. */
static int
join_container(int container, int group)
{
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) < 0)
		return -1;
	/* only the first group of a container sets it */
	return ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0 &&
		errno != EBUSY && errno != EINVAL ? -1 : 0;
}

/* The groups of the first n devices, in one container; -1 on failure. */
static int
join_groups(struct vfio_rules_target *targets, unsigned int n)
{
	const int container = open("/dev/vfio/vfio", O_RDWR);
	unsigned int i;

	for (i = 0; container >= 0 && i < n; i++) {
		targets[i].group_fd = open_group(targets[i].addr);
		if (targets[i].group_fd >= 0 &&
				join_container(container, targets[i].group_fd) == 0)
			continue;
		perror(targets[i].addr);
		close(container);
		return -1;
	}
	return container;
}

static void
leave_groups(const struct vfio_rules_target *targets, unsigned int n,
		int container)
{
	while (n-- > 0)
		close(targets[n].group_fd);
	close(container);
}

/* The devices that the environment names, and -1 for groups not yet open. */
static bool
find_targets(struct vfio_rules_target *targets, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		targets[i].group_fd = -1;
		targets[i].addr = need(variables[i]);
		if (targets[i].addr == NULL)
			return false;
	}
	return true;
}

static int
test_vfio_vf_token_kernel(void)
{
	struct vfio_rules_target targets[RULES_DEVICES];
	int container, ret = TEST_FAILED;

	if (!find_targets(targets, RULES_DEVICES))
		return TEST_SKIPPED;
	container = join_groups(targets, RULES_DEVICES);
	if (container >= 0 && vfio_kernel_rules_run(targets) == 0)
		ret = TEST_SUCCESS;
	leave_groups(targets, RULES_DEVICES, container);
	return ret;
}

REGISTER_TEST_COMMAND(vfio_vf_token_kernel_autotest, test_vfio_vf_token_kernel);

/* A thread that opens and closes a VF until it is told to stop. */
struct opener {
	const struct vfio_rules_target *vf;
	pthread_t thread;
	unsigned int opens;
	unsigned int refused;
	bool stop;
};

static void *
open_and_close(void *arg)
{
	struct opener *o = arg;

	while (!__atomic_load_n(&o->stop, __ATOMIC_RELAXED)) {
		const int fd = vfio_open_device(o->vf->group_fd, SYSFS,
				o->vf->addr, true);

		if (fd < 0)
			o->refused++;
		else
			vfio_device_close(fd);
		__atomic_add_fetch(&o->opens, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* At least so many rotations and opens; returns how many failed. */
static unsigned int
rotate_beside(const struct vfio_rules_target *targets, unsigned int rotations,
		unsigned int opens)
{
	struct opener o = { .vf = &targets[RULES_VF] };
	unsigned int i, failed = 0;
	struct rte_pci_addr pf;

	if (rte_pci_addr_parse(targets[RULES_PF].addr, &pf) < 0 ||
			pthread_create(&o.thread, NULL, open_and_close, &o) != 0)
		return 1;
	for (i = 0; i < rotations ||
			__atomic_load_n(&o.opens, __ATOMIC_RELAXED) < opens; i++)
		failed += rte_pci_vf_token_rotate_from(&pf, "random") != 0;
	__atomic_store_n(&o.stop, true, __ATOMIC_RELAXED);
	pthread_join(o.thread, NULL);
	printf("%u rotations, %u failed; %u opens of a VF, %u refused\n", i,
		failed, o.opens, o.refused);
	return failed + o.refused;
}

/* For the benchmark: a rotation while nobody else does anything. */
static void
print_rotation_time(const char *pf)
{
	const uint64_t began = rte_get_timer_cycles();
	struct rte_pci_addr addr;
	unsigned int i;

	if (rte_pci_addr_parse(pf, &addr) < 0)
		return;
	for (i = 0; i < 1000; i++)
		rte_pci_vf_token_rotate_from(&addr, "random");
	printf("a rotation takes %.0f ns\n", (rte_get_timer_cycles() - began) *
		1e6 / rte_get_timer_hz());
}

/* Memory of the process' own, in kB; code that is read in does not count. */
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

/* One process that rotates its PF's token and opens a VF at the same time. */
static int
test_vfio_vf_token_rotation(void)
{
	struct vfio_rules_target targets[RULES_PLAIN];
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	unsigned int failed = 1, fds;
	int container, pf = -1;
	int kb;

	if (!find_targets(targets, RULES_PLAIN))
		return TEST_SKIPPED;
	container = join_groups(targets, RULES_PLAIN);
	if (container >= 0 && rte_vfio_vf_token_set_from(NULL, "random") == 0)
		pf = vfio_open_device(targets[RULES_PF].group_fd, SYSFS,
				targets[RULES_PF].addr, true);
	if (pf >= 0) {
		/* each rotation is told at INFO */
		rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_NOTICE);
		print_rotation_time(targets[RULES_PF].addr);
		failed = rotate_beside(targets, 1000, 2);
		kb = anonymous_kb();
		fds = count_entries("/proc/self/fd");
		failed += rotate_beside(targets, 1000, 8);
		kb = anonymous_kb() - kb;
		fds = count_entries("/proc/self/fd") - fds;
		rte_log_set_level(RTE_LOGTYPE_EAL, level);
		printf("%d kB and %u descriptors more after the second round\n",
			kb, fds);
		failed += kb > 16 || fds != 0;
		vfio_device_close(pf);
	}
	leave_groups(targets, RULES_PLAIN, container);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

REGISTER_TEST_COMMAND(vfio_vf_token_rotation_autotest,
	test_vfio_vf_token_rotation);

/* The device ID in a device's configuration space, which tells PF from VF. */
static int
device_id(int vfio_dev_fd)
{
	struct vfio_region_info region = {
		.argsz = sizeof(region),
		.index = VFIO_PCI_CONFIG_REGION_INDEX,
	};
	uint16_t id;

	if (ioctl(vfio_dev_fd, VFIO_DEVICE_GET_REGION_INFO, &region) < 0 ||
			pread(vfio_dev_fd, &id, sizeof(id), region.offset + 2) !=
			sizeof(id))
		return -1;
	return id;
}

/* Asks for a device and tells its ID, or a negated errno. */
static int
request_id(const char *name)
{
	const int fd = vfio_handover_request(name);
	int id;

	if (fd < 0)
		return fd;
	id = device_id(fd);
	close(fd);
	return id;
}

/*
 * In a secondary process: what it gets from a primary that has a PF and a VF
 * of it open, when that answers, does not answer, and answers too late.
 */
static int
test_vfio_vf_token_secondary(void)
{
	const char *pf = need("VFIO_RULES_PF"), *vf = need("VFIO_RULES_VF");
	const char *pid = need("VFIO_RULES_PRIMARY");
	const unsigned int fds = count_entries("/proc/self/fd");
	struct rte_pci_addr addr;
	int pf_id, vf_id, late;
	char name[NAME_MAX];

	if (pf == NULL || vf == NULL || pid == NULL)
		return TEST_SKIPPED;
	pf_id = request_id(pf);
	vf_id = request_id(vf);
	printf("IDs of PF and VF: %#x %#x\n", pf_id, vf_id);
	TEST_ASSERT(pf_id > 0 && vf_id > 0 && pf_id != vf_id, "wrong devices");
	TEST_ASSERT_EQUAL(request_id("ffff:ff:1f.7"), -ENODEV,
		"a device that the primary does not have");
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	TEST_ASSERT_EQUAL(request_id(name), -ENAMETOOLONG, "a long name");
	TEST_ASSERT(rte_pci_addr_parse(pf, &addr) == 0 &&
		rte_pci_vf_token_rotate_from(&addr, "random") ==
		-E_RTE_SECONDARY, "a secondary rotates");

	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGSTOP), "SIGSTOP");
	usleep(500000); /* until its threads have stopped */
	late = request_id(pf);
	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGCONT), "SIGCONT");
	TEST_ASSERT_EQUAL(late, -ETIMEDOUT, "a primary that is busy: %d", late);
	/* the answer about the PF is late now, and not for this request */
	TEST_ASSERT_EQUAL(request_id(vf), vf_id, "the late answer was taken");
	TEST_ASSERT_EQUAL(request_id(pf), pf_id, "out of step");
	usleep(200000);
	TEST_ASSERT_EQUAL(count_entries("/proc/self/fd"), fds,
		"descriptors are left");
	return TEST_SUCCESS;
}

REGISTER_TEST_COMMAND(vfio_vf_token_secondary_autotest,
	test_vfio_vf_token_secondary);
