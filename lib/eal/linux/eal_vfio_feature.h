/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_FEATURE_H_
#define EAL_VFIO_FEATURE_H_

/**
 * @file
 * The kernel's numbers of the VFIO_DEVICE_FEATURE call, also where the build
 * has kernel headers before 5.7.
 */

#include <stdint.h>

#include <rte_vfio.h>
#include <rte_vfio_feature.h>

#ifdef VFIO_PRESENT

#ifndef VFIO_DEVICE_FEATURE
#define VFIO_DEVICE_FEATURE		_IO(VFIO_TYPE, VFIO_BASE + 17)
#define VFIO_DEVICE_FEATURE_MASK	UINT32_C(0xffff)
#define VFIO_DEVICE_FEATURE_GET		(UINT32_C(1) << 16)
#define VFIO_DEVICE_FEATURE_SET		(UINT32_C(1) << 17)
#define VFIO_DEVICE_FEATURE_PROBE	(UINT32_C(1) << 18)
#define VFIO_DEVICE_FEATURE_PCI_VF_TOKEN 0

struct vfio_device_feature {
	uint32_t argsz;
	uint32_t flags;
	uint8_t data[];
};
#endif

#endif /* VFIO_PRESENT */

#endif /* EAL_VFIO_FEATURE_H_ */
