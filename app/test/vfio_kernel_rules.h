/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_KERNEL_RULES_H_
#define VFIO_KERNEL_RULES_H_

/**
 * @file
 * What Linux answers to whoever sets or presents a VF token, as tables.
 *
 * The same rows are held against the model of the kernel, which the autotests
 * use, and against a real kernel; so the model cannot drift. Each device is
 * opened in group or in cdev mode. Knows the ioctls and no code of EAL.
 */

#include <stdbool.h>
#include <stdint.h>

/** The devices that the rows speak of. */
enum vfio_rules_device {
	RULES_PF,      /**< a PF on vfio-pci */
	RULES_VF,      /**< a VF of it, on vfio-pci */
	RULES_PLAIN,   /**< a device without SR-IOV, on vfio-pci */
	RULES_FOREIGN, /**< a VF on vfio-pci, its PF on another driver */
	RULES_DEVICES
};

/** A device to hold the rows against. */
struct vfio_rules_target {
	const char *addr; /**< its name, as sysfs has it */
	int group_fd;     /**< its VFIO group, in a container with an IOMMU */
	const char *node; /**< for cdev mode its node, else NULL */
	int iommufd;      /**< to which it is bound there */
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
 * Which devices are opened by their nodes: none, all, the PF alone, or all but
 * the PF.
 */
#define RULES_WAYS 4
static inline bool
vfio_rules_by_node(unsigned int way, enum vfio_rules_device device)
{
	return way == 1 || (way == 2 && device == RULES_PF) ||
		(way == 3 && device != RULES_PF);
}

/** Texts of the two tokens in the rows, of use in tests alone. */
#define RULES_TOKEN_A "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01"
#define RULES_TOKEN_B "5e0c9f3a-2b8d-4c66-8f57-90d1c7b4ee02"

/**
 * Run every row, print each that does not hold.
 *
 * @param targets
 *   RULES_DEVICES devices; nobody else may have them open.
 * @return
 *   How many rows do not hold.
 */
unsigned int
vfio_kernel_rules_run(const struct vfio_rules_target *targets);

#endif /* VFIO_KERNEL_RULES_H_ */
