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

/** How a device is opened. */
struct vfio_way {
	/**
	 * Opens the device in one call of the kernel, with the 16 bytes of a
	 * token, or NULL for none. Returns its descriptor or a negated errno:
	 * -ENOTSUP if this kernel cannot be told a token.
	 */
	int (*present)(const struct vfio_way *way, const char *dev_addr,
			const uint8_t *token);
	int fd;           /**< the group's, or the iommufd */
	int device_fd;    /**< the device's that is bound, or -1 without one */
	/** Whether the primary process is asked first, or has given device_fd. */
	bool from_primary;
	const char *lack; /**< what a kernel lacks that cannot be told a token */
};

/**
 * Open a device.
 *
 * A VF that its PF guards is opened with the PF's token. A PF is opened with
 * its token, which is then set by VFIO_DEVICE_FEATURE as well; if the kernel
 * refuses that, the device is closed again, as its VFs could be opened under
 * a token that nobody here knows. Every other device is opened without.
 *
 * The device is opened in one call; only a kernel that cannot be told a token
 * gets a second, without it. What was opened is closed by vfio_device_close();
 * on failure, device_fd stays open.
 * Every failure is explained in one line at ERR: device, cause, remedy. Takes
 * vfio_token_mutex.
 *
 * @param sysfs_base
 *   Folder of the bus' devices.
 * @param dev_addr
 *   Name of the device in it.
 * @param way
 *   How to open it.
 * @return
 *   The device's descriptor, or a negated errno. -EACCES: the kernel wants a
 *   token, or another one. -EINVAL: it takes none here. -ENODEV: there is no
 *   such device. -ENAMETOOLONG: the name is. -ETIMEDOUT: the primary did
 *   not answer. Anything else is the kernel's answer, or what kept the primary
 *   from being asked.
 */
int vfio_open(const char *sysfs_base, const char *dev_addr,
		const struct vfio_way *way);

#endif /* EAL_VFIO_OPEN_H_ */
