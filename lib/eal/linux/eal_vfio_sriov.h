/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_SRIOV_H_
#define EAL_VFIO_SRIOV_H_

/**
 * @file
 * What a device is to SR-IOV, as sysfs tells: whether the kernel takes a VF
 * token for it, and which PF's.
 */

#include <stdbool.h>

#include "eal_vfio_token.h"

/** A device's role in SR-IOV. */
struct vfio_sriov {
	char pf[VFIO_PF_NAME_LEN]; /**< its PF, or itself; empty without SR-IOV */
	bool is_pf;
	bool takes_token; /**< a PF, or a VF that its PF's token guards */
	bool has_vfs;     /**< of a PF: whether it has VFs now */
};

/**
 * Read a device's role in SR-IOV.
 *
 * The rule is the kernel's: a VF is guarded if its PF is bound to vfio-pci,
 * or to the driver that the VF is bound to. (Documentation/ABI/testing/
 * sysfs-bus-pci tells of physfn, sriov_totalvfs and virtfn0.)
 *
 * @param sysfs_base
 *   Folder of the bus' devices, "/sys/bus/pci/devices" or another bus'.
 * @param dev_addr
 *   Name of the device in it.
 * @param sriov
 *   What was found; undefined on failure.
 * @return
 *   0 on success, -ENAMETOOLONG if a path is, or the negated errno of
 *   readlink() or access().
 */
int vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov);

#endif /* EAL_VFIO_SRIOV_H_ */
