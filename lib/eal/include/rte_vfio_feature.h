/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef RTE_VFIO_FEATURE_H
#define RTE_VFIO_FEATURE_H

/**
 * @file
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * The VFIO_DEVICE_FEATURE call (linux/vfio.h, Linux 5.7), for any feature of
 * a VFIO device: migration, low power, DMA logging, ...
 *
 * Knows how the call is made, not what a feature is for. There is a function
 * for each operation, so that the combinations that the kernel rejects (GET
 * with SET, none at all) cannot be written. For the VF token use
 * rte_vfio_vf_token.h, or EAL does not know what was set.
 *
 * All return 0 or the kernel's errno, negated:
 * - -ENOTTY: the device or the kernel does not have this feature,
 * - -EINVAL: not this operation, not this length, or (also answered by the
 *   functions themselves) an index above 0xffff,
 * - -ENOMEM: no memory for the request,
 * - or what the feature itself answers.
 *
 * They may be called from any thread, and from any process that has the
 * descriptor. Linux only.
 */

#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Operation: read a feature. The kernel's VFIO_DEVICE_FEATURE_GET. */
#define RTE_VFIO_FEATURE_GET (UINT32_C(1) << 16)
/** Operation: write a feature. The kernel's VFIO_DEVICE_FEATURE_SET. */
#define RTE_VFIO_FEATURE_SET (UINT32_C(1) << 17)

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Ask whether a device has a feature, and which operations.
 *
 * @param vfio_dev_fd
 *   A device descriptor, as rte_vfio_setup_device() gives.
 * @param feature
 *   Index of the feature, VFIO_DEVICE_FEATURE_* of linux/vfio.h, 0 to 0xffff.
 * @param ops
 *   RTE_VFIO_FEATURE_GET, RTE_VFIO_FEATURE_SET, both, or 0 to ask for the
 *   feature alone.
 * @return
 *   0 if it has all of them, see the top of this file otherwise.
 */
__rte_experimental
int
rte_vfio_feature_probe(int vfio_dev_fd, uint32_t feature, uint32_t ops);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Read a feature.
 *
 * @param vfio_dev_fd
 *   A device descriptor.
 * @param feature
 *   Index of the feature, 0 to 0xffff.
 * @param data
 *   The feature's own structure, which the kernel fills; it is also what the
 *   kernel is shown, for features that read a request from it. Untouched if
 *   the call fails. May be NULL if len is 0.
 * @param len
 *   Size of data in bytes.
 * @return
 *   0 on success, see the top of this file otherwise.
 */
__rte_experimental
int
rte_vfio_feature_get(int vfio_dev_fd, uint32_t feature, void *data,
		size_t len);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Write a feature. The copy that the call needs is wiped.
 *
 * @param vfio_dev_fd
 *   A device descriptor.
 * @param feature
 *   Index of the feature, 0 to 0xffff.
 * @param data
 *   The feature's own structure. On success it holds what the kernel wrote
 *   there, as some features answer (a migration state has a descriptor).
 *   Untouched if the call fails. May be NULL if len is 0.
 * @param len
 *   Size of data in bytes.
 * @return
 *   0 on success, see the top of this file otherwise.
 */
__rte_experimental
int
rte_vfio_feature_set(int vfio_dev_fd, uint32_t feature, void *data,
		size_t len);

#ifdef __cplusplus
}
#endif

#endif /* RTE_VFIO_FEATURE_H */
