/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_FEATURE_H_
#define EAL_VFIO_FEATURE_H_

/**
 * @file
 * The VFIO_DEVICE_FEATURE call (linux/vfio.h, Linux 5.7), for any feature.
 *
 * Knows how the call is made; must not know what a feature is for. One
 * function an operation, so that the combinations that the kernel rejects
 * (GET with SET, none at all) cannot be written.
 *
 * All return 0 or the kernel's errno, negated:
 *   -ENOTTY: the device or the kernel does not have this feature,
 *   -EINVAL: not this operation, not this length, or (also answered by the
 *            functions themselves) an index above 0xffff,
 *   -ENOMEM: no memory for the request,
 * or what the feature itself answers. They may be called from any thread and
 * process that has the descriptor.
 */

#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>
#include <rte_vfio.h>

#ifdef VFIO_PRESENT

/* Kernel headers before 5.7: the same numbers, so that the build has them. */
#ifndef VFIO_DEVICE_FEATURE
#define VFIO_DEVICE_FEATURE		_IO(VFIO_TYPE, VFIO_BASE + 17)
#define VFIO_DEVICE_FEATURE_MASK	UINT32_C(0xffff)
#define VFIO_DEVICE_FEATURE_GET		(UINT32_C(1) << 16)
#define VFIO_DEVICE_FEATURE_SET		(UINT32_C(1) << 17)
#define VFIO_DEVICE_FEATURE_PROBE	(UINT32_C(1) << 18)
#define VFIO_DEVICE_FEATURE_PCI_VF_TOKEN 0

struct vfio_device_feature {
	uint32_t argsz;
	uint32_t flags;
	uint8_t data[];
};
#endif

/**
 * @internal
 * Ask whether a device has a feature, and which operations.
 *
 * @param vfio_dev_fd
 *   A device descriptor.
 * @param feature
 *   Index of the feature, VFIO_DEVICE_FEATURE_*, 0 to 0xffff.
 * @param ops
 *   VFIO_DEVICE_FEATURE_GET, VFIO_DEVICE_FEATURE_SET, both, or 0 to ask for
 *   the feature alone.
 * @return
 *   0 if it has all of them, see the top of this file otherwise.
 */
__rte_internal
int
vfio_feature_probe(int vfio_dev_fd, uint32_t feature, uint32_t ops);

/**
 * @internal
 * Read a feature.
 *
 * @param vfio_dev_fd
 *   A device descriptor.
 * @param feature
 *   Index of the feature, 0 to 0xffff.
 * @param data
 *   Where the kernel's answer goes; it is also what the kernel is shown, for
 *   features that read a request from it. Untouched if the call fails.
 * @param len
 *   Size of data in bytes, as the feature's own structure has it.
 * @return
 *   0 on success, see the top of this file otherwise.
 */
__rte_internal
int
vfio_feature_get(int vfio_dev_fd, uint32_t feature, void *data, size_t len);

/**
 * @internal
 * Write a feature. The copy that the call needs is wiped.
 *
 * @param vfio_dev_fd
 *   A device descriptor.
 * @param feature
 *   Index of the feature, 0 to 0xffff.
 * @param data
 *   The value.
 * @param len
 *   Size of data in bytes, as the feature's own structure has it.
 * @return
 *   0 on success, see the top of this file otherwise.
 */
__rte_internal
int
vfio_feature_set(int vfio_dev_fd, uint32_t feature, const void *data,
		size_t len);

#endif /* VFIO_PRESENT */

#endif /* EAL_VFIO_FEATURE_H_ */
