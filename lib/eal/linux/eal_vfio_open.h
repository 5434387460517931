/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_OPEN_H_
#define EAL_VFIO_OPEN_H_

/**
 * @file
 * Opening a VFIO device with the VF token that its role asks for: which token
 * to present, what to do with a PF afterwards, what to say about a refusal.
 * How a token is presented to the kernel is the caller's.
 */

#include <stdbool.h>
#include <stdint.h>

/**
 * Open a device in one call of the kernel.
 *
 * @param dev_addr
 *   Name of the device in sysfs.
 * @param token
 *   The 16 bytes to present, or NULL for none.
 * @param arg
 *   What vfio_open() was given.
 * @return
 *   The device's descriptor, or a negated errno: -ENOTSUP if this kernel
 *   cannot be told a token.
 */
typedef int (*vfio_present_cb)(const char *dev_addr, const uint8_t *token,
		int arg);

/**
 * Open a device.
 *
 * A VF that its PF guards is opened with the PF's token. A PF is opened with
 * its token, which is then set by VFIO_DEVICE_FEATURE as well; if the kernel
 * refuses that, the device is closed again, as its VFs could be opened under
 * a token that nobody here knows. Every other device is opened without.
 *
 * The device is opened in one call; only a kernel that cannot be told a token
 * gets a second, without it. What was opened is closed by vfio_device_close().
 * Every failure is explained in one line at ERR: device, cause, remedy. Takes
 * vfio_token_mutex.
 *
 * @param sysfs_base
 *   Folder of the bus' devices.
 * @param dev_addr
 *   Name of the device in it.
 * @param from_primary
 *   Whether to ask the primary process first. Only a device that the primary
 *   does not have open is then opened here.
 * @param present
 *   Opens the device.
 * @param arg
 *   Given to it: a descriptor.
 * @return
 *   The device's descriptor, or a negated errno. -EACCES: the kernel wants a
 *   token, or another one. -EINVAL: it takes none here. -ENODEV: there is no
 *   such device. -ENAMETOOLONG: the name is. -ETIMEDOUT: the primary did
 *   not answer. Anything else is the kernel's answer, or what kept the primary
 *   from being asked.
 */
int vfio_open(const char *sysfs_base, const char *dev_addr, bool from_primary,
		vfio_present_cb present, int arg);

#endif /* EAL_VFIO_OPEN_H_ */
