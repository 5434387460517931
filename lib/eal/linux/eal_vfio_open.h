/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_OPEN_H_
#define EAL_VFIO_OPEN_H_

/**
 * @file
 * Opening a VFIO device with the VF token that its role requires: which token
 * to present, how to finish opening a PF, how to explain a refusal. The caller
 * defines how a token is presented to the kernel.
 */

#include <stdbool.h>
#include <stdint.h>

/** How to open a device. */
struct vfio_way {
	/**
	 * Opens the device in one kernel call, with the 16 bytes of a token, or
	 * NULL for none. Returns its descriptor or a negative errno: -ENOTSUP
	 * if no token can be presented to this kernel.
	 */
	int (*present)(const struct vfio_way *way, const char *dev_addr,
			const uint8_t *token);
	int fd;           /**< of the group, or the iommufd */
	int device_fd;    /**< of the device that is bound, or -1 if none */
	/** Whether the primary process is asked first, or gave device_fd. */
	bool from_primary;
	const char *lack; /**< what a kernel that takes no token lacks */
};

/**
 * Open a device.
 *
 * A VF guarded by the token of its PF is opened with that token. A PF is opened
 * with its token, which is then also set by VFIO_DEVICE_FEATURE; if the kernel
 * refuses that, the PF is closed again, because its VFs could be opened with a
 * token that nobody here knows. Any other device is opened without a token.
 *
 * The device is opened in one call; only if no token can be presented to the
 * kernel is a second call made, without it. The caller closes the device by
 * vfio_device_close(); on failure, device_fd stays open. Every failure is
 * explained in one line at ERR: device, cause, remedy. Takes vfio_token_mutex.
 *
 * @param sysfs_base
 *   Directory of the bus' devices.
 * @param dev_addr
 *   Name of the device in that directory.
 * @param way
 *   How to open it.
 * @return
 *   Descriptor of the device, or a negative errno. -EACCES: the kernel requires
 *   a token, or a different one. -EINVAL: it takes no token here. -ENODEV:
 *   there is no such device. -ENAMETOOLONG: the name is too long. -ETIMEDOUT:
 *   the primary did not answer. Any other error comes from the kernel, or is
 *   the reason why the primary could not be asked.
 */
int vfio_open(const char *sysfs_base, const char *dev_addr,
		const struct vfio_way *way);

#endif /* EAL_VFIO_OPEN_H_ */
