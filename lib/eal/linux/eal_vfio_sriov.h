/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_SRIOV_H_
#define EAL_VFIO_SRIOV_H_

/**
 * @file
 * The role of a device in SR-IOV, as sysfs reports it: whether the kernel takes
 * a VF token for the device, and of which PF.
 */

#include <stdbool.h>

#include "eal_vfio_token.h"

/** Role of a device in SR-IOV. */
struct vfio_sriov {
	char pf[VFIO_PF_NAME_LEN]; /**< its PF, or itself; empty without SR-IOV */
	bool is_pf;
	bool takes_token; /**< a PF, or a VF guarded by its PF's token */
	bool has_vfs;     /**< whether a PF has VFs now */
};

/**
 * Read the SR-IOV role of a device.
 *
 * The kernel sets the rule: a VF is guarded if its PF is bound to vfio-pci or
 * to the same driver as the VF. (Documentation/ABI/testing/sysfs-bus-pci
 * describes physfn, sriov_totalvfs and virtfn0.)
 *
 * @param sysfs_base
 *   Directory of the bus' devices, such as "/sys/bus/pci/devices".
 * @param dev_addr
 *   Name of the device in that directory.
 * @param sriov
 *   The role of the device; undefined on failure.
 * @return
 *   0 on success, -ENAMETOOLONG if a path is too long, or the negative errno of
 *   readlink() or access().
 */
int vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov);

#endif /* EAL_VFIO_SRIOV_H_ */
