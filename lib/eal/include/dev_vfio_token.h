/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef DEV_VFIO_TOKEN_H
#define DEV_VFIO_TOKEN_H

/**
 * @file
 * VF tokens, for bus drivers: by a device's name, as that is all that stays
 * valid when the device may be unplugged at any moment; and the
 * VFIO_DEVICE_FEATURE call, for any feature.
 *
 * Any thread of a process may call these. Linux only.
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
 * Add, replace or remove a token: rte_pci_vf_token_set() and
 * rte_pci_vf_token_remove() tell the rules.
 *
 * @param pf
 *   The PF's name in sysfs, or "" for the default.
 * @param source
 *   Where the token comes from, or NULL to remove it.
 * @return
 *   0, or a negated errno.
 */
__rte_internal
int
vfio_token_set(const char *pf, const char *source);

/**
 * @internal
 * Give an open PF another token: rte_pci_vf_token_rotate() tells the rules.
 *
 * @param pf
 *   The PF's name in sysfs.
 * @param source
 *   Where the token comes from.
 * @return
 *   0, or a negated errno.
 */
__rte_internal
int
vfio_token_rotate(const char *pf, const char *source);

/**
 * @internal
 * Print how the tokens of all VFIO devices of this process stand:
 * rte_pci_vf_token_dump() tells more.
 *
 * @param f
 *   Where to.
 */
__rte_internal
void
vfio_token_dump(FILE *f);

/**
 * @internal
 * Make a VFIO_DEVICE_FEATURE call (linux/vfio.h, Linux 5.7), for any feature.
 * The copy of the data that the call needs is wiped.
 *
 * @param vfio_dev_fd
 *   Descriptor of the device.
 * @param flags
 *   The feature, VFIO_DEVICE_FEATURE_*, and the operation:
 *   VFIO_DEVICE_FEATURE_GET, _SET, or _PROBE with those to ask for.
 * @param data
 *   The feature's own structure, which the kernel may read or write.
 *   Untouched if the call fails. May be NULL if len is 0.
 * @param len
 *   Size of data in bytes.
 * @return
 *   0 on success, -ENOTTY if the device or the kernel does not have this
 *   feature, -EINVAL if it does not have this operation or length, -ENOMEM,
 *   or what the feature itself answers.
 */
__rte_internal
int
vfio_device_feature(int vfio_dev_fd, uint32_t flags, void *data, size_t len);

#ifdef __cplusplus
}
#endif

#endif /* DEV_VFIO_TOKEN_H */
