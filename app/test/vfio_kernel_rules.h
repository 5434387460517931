/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_KERNEL_RULES_H_
#define VFIO_KERNEL_RULES_H_

/**
 * @file
 * Answers of Linux to processes that set or present a VF token, as tables.
 *
 * The same rows are checked against the model of the kernel, which the
 * autotests use, and against a real kernel, so the model cannot drift. Each
 * device is opened in group or in cdev mode. Knows the ioctls and no EAL code.
 */

#include <stdbool.h>
#include <stdint.h>

/** The devices to which the rows refer. */
enum vfio_rules_device {
	RULES_PF,      /**< a PF on vfio-pci */
	RULES_VF,      /**< a VF of that PF, on vfio-pci */
	RULES_PLAIN,   /**< a device without SR-IOV, on vfio-pci */
	RULES_FOREIGN, /**< a VF on vfio-pci, its PF on another driver */
	RULES_DEVICES
};

/** A device to check against the rows. */
struct vfio_rules_target {
	const char *addr; /**< its name in sysfs */
	int group_fd;     /**< its VFIO group, in a container with an IOMMU */
	const char *node; /**< its node for cdev mode, else NULL */
	int iommufd;      /**< for binding it in cdev mode */
};

/** VFIO_DEVICE_BIND_IOMMUFD of Linux 6.17; older headers lack the token. */
#define RULES_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)
#define RULES_BIND_TOKEN (1u << 0)
struct vfio_rules_bind {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t out_devid;
	uint64_t token_uuid_ptr;
};

/**
 * Which devices are opened through their nodes: none, all, only the PF, or all
 * but the PF.
 */
#define RULES_WAYS 4
static inline bool
vfio_rules_by_node(unsigned int way, enum vfio_rules_device device)
{
	return way == 1 || (way == 2 && device == RULES_PF) ||
		(way == 3 && device != RULES_PF);
}

/** The two tokens of the rows as text, for use in tests only. */
#define RULES_TOKEN_A "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01"
#define RULES_TOKEN_B "5e0c9f3a-2b8d-4c66-8f57-90d1c7b4ee02"

/**
 * Run every row, and print each one that does not hold.
 *
 * @param targets
 *   RULES_DEVICES devices; nobody else may have them open.
 * @return
 *   Number of rows that do not hold.
 */
unsigned int
vfio_kernel_rules_run(const struct vfio_rules_target *targets);

#endif /* VFIO_KERNEL_RULES_H_ */
