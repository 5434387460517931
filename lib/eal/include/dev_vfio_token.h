/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef DEV_VFIO_TOKEN_H
#define DEV_VFIO_TOKEN_H

/**
 * @file
 * VF tokens for bus drivers, and the VFIO_DEVICE_FEATURE call for any feature.
 * Token functions take the name of a device, because only the name stays valid
 * when the device is unplugged.
 *
 * Any thread of a process may call these functions. Linux only.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @internal
 * Add, replace or remove a token. For the rules, see rte_pci_vf_token_set() and
 * rte_pci_vf_token_remove().
 *
 * @param pf
 *   Name of the PF in sysfs, or "" for the default.
 * @param source
 *   Source of the token, or NULL to remove the token.
 * @return
 *   0 on success, or a negative errno.
 */
__rte_internal
int
vfio_token_set(const char *pf, const char *source);

/**
 * @internal
 * Rotate the token of an open PF. For the rules, see rte_pci_vf_token_rotate().
 *
 * @param pf
 *   Name of the PF in sysfs.
 * @param source
 *   Source of the new token.
 * @return
 *   0 on success, or a negative errno.
 */
__rte_internal
int
vfio_token_rotate(const char *pf, const char *source);

/**
 * @internal
 * Print the VF token status of all VFIO devices of this process, one per line.
 *
 * @param f
 *   Output file.
 */
__rte_internal
void
vfio_token_dump(FILE *f);

/**
 * @internal
 * Make a VFIO_DEVICE_FEATURE call (linux/vfio.h, Linux 5.7), for any feature.
 * The copy of the data made for the call is wiped.
 *
 * @param vfio_dev_fd
 *   Descriptor of the device.
 * @param flags
 *   The feature, VFIO_DEVICE_FEATURE_*, and the operation:
 *   VFIO_DEVICE_FEATURE_GET, _SET, or _PROBE with the operations to probe.
 * @param data
 *   The structure of the feature, which the kernel may read or write. Unchanged
 *   if the call fails. May be NULL if len is 0.
 * @param len
 *   Size of data in bytes.
 * @return
 *   0 on success, -ENOTTY if the device or the kernel does not support this
 *   feature, -EINVAL if the feature does not support this operation or length,
 *   -ENOMEM, or the error returned by the feature itself.
 */
__rte_internal
int
vfio_device_feature(int vfio_dev_fd, uint32_t flags, void *data, size_t len);

#ifdef __cplusplus
}
#endif

#endif /* DEV_VFIO_TOKEN_H */
