/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_SRIOV_H_
#define EAL_VFIO_SRIOV_H_

/**
 * @file
 * What a device is to SR-IOV, as sysfs tells.
 *
 * Decides whether the kernel takes a VF token for a device and from which PF;
 * must not know any token.
 */

#include <stdbool.h>

#include <rte_compat.h>

#include "eal_vfio_token.h"

/** What a device is, as far as VF tokens go. */
enum vfio_sriov_role {
	/** Neither PF nor VF: takes no token. */
	VFIO_SRIOV_NONE,
	/** A PF. */
	VFIO_SRIOV_PF,
	/** A VF that its PF's token guards. */
	VFIO_SRIOV_VF,
	/** A VF whose PF is not vfio's: takes no token. */
	VFIO_SRIOV_VF_UNGUARDED,
};

/** A device's place in SR-IOV. */
struct vfio_sriov {
	enum vfio_sriov_role role;
	/** The PF: of a VF its own PF, of a PF itself. */
	struct vfio_pci_addr pf;
	/** Of a PF: whether it has VFs now. */
	bool has_vfs;
};

/**
 * @internal
 * Read a device's place in SR-IOV from sysfs.
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
 *   0 on success, -ENAMETOOLONG if a path is, -EINVAL if the PF has no PCI
 *   address, or the negated errno of readlink() or access().
 */
__rte_internal
int
vfio_sriov_read(const char *sysfs_base, const char *dev_addr,
		struct vfio_sriov *sriov);

#endif /* EAL_VFIO_SRIOV_H_ */
