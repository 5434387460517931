/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Holds the kernel's rules about VF tokens against the kernel that runs.
 * Needs four devices bound to vfio-pci, which the environment names; they are
 * opened and reset, so they must not be in use.
 */

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <rte_common.h>

#include "test.h"
#include "vfio_kernel_rules.h"

static const char * const variables[RULES_DEVICES] = {
	[RULES_PF] = "VFIO_RULES_PF",
	[RULES_VF] = "VFIO_RULES_VF",
	[RULES_PLAIN] = "VFIO_RULES_PLAIN",
	[RULES_FOREIGN] = "VFIO_RULES_FOREIGN",
};

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

static int
test_vfio_vf_token_kernel(void)
{
	struct vfio_rules_target targets[RULES_DEVICES];
	int container, ret = TEST_FAILED;
	unsigned int i, n = 0;

	for (i = 0; i < RULES_DEVICES; i++) {
		targets[i].addr = getenv(variables[i]);
		if (targets[i].addr == NULL) {
			printf("to run this, set %s to the address of a device that vfio-pci has\n",
				variables[i]);
			return TEST_SKIPPED;
		}
	}

	container = open("/dev/vfio/vfio", O_RDWR);
	if (container < 0) {
		perror("/dev/vfio/vfio");
		return TEST_FAILED;
	}
	for (n = 0; n < RULES_DEVICES; n++) {
		targets[n].group_fd = open_group(targets[n].addr);
		if (targets[n].group_fd < 0 ||
				join_container(container, targets[n].group_fd) < 0) {
			perror(targets[n].addr);
			goto out;
		}
	}
	if (vfio_kernel_rules_run(targets) == 0)
		ret = TEST_SUCCESS;
out:
	for (i = 0; i < n; i++)
		close(targets[i].group_fd);
	close(container);
	return ret;
}

REGISTER_TEST_COMMAND(vfio_vf_token_kernel_autotest, test_vfio_vf_token_kernel);
