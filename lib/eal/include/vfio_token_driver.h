/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_DRIVER_H
#define VFIO_TOKEN_DRIVER_H

/**
 * @file
 * VF tokens at run time, for bus drivers: by a device's name, as that is all
 * that stays valid when the device may be unplugged at any moment.
 *
 * Any thread of a process may call these. Linux only.
 */

#include <stdint.h>

#include <rte_compat.h>
#include <rte_uuid.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How the token of an open VFIO device stands, in words. */
struct vfio_token_status {
	const char *device;   /**< its name */
	const char *role;     /**< "PF", "VF" or "none" */
	const char *pf;       /**< its PF's address, empty without SR-IOV */
	const char *token;    /**< "shown", "by open", "by feature" or "no" */
	const char *why;      /**< if "no", the reason, else empty */
	const char *given_by; /**< "option", "variable", "application", or empty */
	const char *source;   /**< "uuid", or the source's text, or empty */
	uint64_t rotations;   /**< since it was opened */
	uint64_t last_rotation; /**< seconds since 1970, UTC; 0 for never */
};

/**
 * What is called for a device. The status and all of its texts are valid
 * during the call only, in which no function of this file may be called.
 *
 * @return
 *   0 to go on, anything else to stop.
 */
typedef int (*vfio_token_status_cb)(const struct vfio_token_status *status,
		void *arg);

/**
 * @internal
 * Go through the VFIO devices that this process has open, oldest first.
 *
 * @param callback
 *   Called for each one.
 * @param arg
 *   Given to it.
 * @return
 *   0, or what the callback has returned other than 0.
 */
__rte_internal
int
vfio_token_status_walk(vfio_token_status_cb callback, void *arg);

/**
 * @internal
 * Give an open PF another token: rte_pci_vf_token_rotate() tells the rules.
 *
 * @param name
 *   The PF's name in sysfs.
 * @param source
 *   Where the token comes from, or NULL.
 * @param token
 *   If source is NULL, the token.
 * @return
 *   0, or a negated errno.
 */
__rte_internal
int
vfio_token_rotate(const char *name, const char *source,
		const rte_uuid_t token);

#ifdef __cplusplus
}
#endif

#endif /* VFIO_TOKEN_DRIVER_H */
