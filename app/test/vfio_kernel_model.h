/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_KERNEL_MODEL_H_
#define VFIO_KERNEL_MODEL_H_

/**
 * @file
 * A model of what vfio-pci does about VF tokens, behind EAL's table of system
 * calls. For tests without privilege and devices; held against the rules of
 * vfio_kernel_rules.h. It knows no code of EAL but that table.
 */

#include "vfio_kernel_rules.h"

/** How the model behaves, and what it has seen. Owned by the running test. */
struct vfio_model {
	bool before_5_7; /**< does not know VF tokens */
	int open_errno;  /**< if set, every open fails with it */
	int probe_errno; /**< if set, every PROBE fails with it */
	int set_errno;   /**< if set, every SET fails with it */

	unsigned int open_calls; /**< VFIO_GROUP_GET_DEVICE_FD calls */
	unsigned int set_calls;  /**< VFIO_DEVICE_FEATURE calls with SET alone */
	unsigned int open_fds;   /**< device descriptors that are open */
};

extern struct vfio_model vfio_model;

/** Put a fresh model in the kernel's place; its PF has a token nobody knows. */
void
vfio_model_install(void);

/** Give the kernel its place back. */
void
vfio_model_remove(void);

/** The model's devices, for vfio_kernel_rules_run(). */
extern const struct vfio_rules_target vfio_model_targets[RULES_DEVICES];

#endif /* VFIO_KERNEL_MODEL_H_ */
