/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_KERNEL_MODEL_H_
#define VFIO_KERNEL_MODEL_H_

/**
 * @file
 * A model of what VFIO does about containers and groups, and vfio-pci about VF
 * tokens, in the place of the system calls. For tests without privilege and
 * devices; held against the rules of vfio_kernel_rules.h. It knows no code of
 * EAL.
 */

#include <stdbool.h>

#include "vfio_kernel_rules.h"

/** More groups, in which any address is a PF with a token of its own. */
#define VFIO_MODEL_SPARES 2

/** The number of a device's group, with spares behind RULES_DEVICES. */
#define VFIO_MODEL_GROUP(device) (100000 + (int)(device))

/** How the model behaves, and what it has seen. Owned by the running test. */
struct vfio_model {
	bool before_5_7; /**< does not know VF tokens */
	int open_errno;  /**< if set, every open fails with it */
	int probe_errno; /**< if set, every PROBE fails with it */
	int set_errno;   /**< if set, every SET fails with it, but of a spare */
	int spare_set_errno; /**< if set, every SET of a spare fails with it */
	int then_set_errno;  /**< what set_errno is from then on */

	unsigned int open_calls; /**< VFIO_GROUP_GET_DEVICE_FD calls */
	unsigned int set_calls;  /**< VFIO_DEVICE_FEATURE calls with SET alone */
	unsigned int open_fds;   /**< device descriptors that are open */
	bool has_token;          /**< whether the last open came with one */
};

extern struct vfio_model vfio_model;

/**
 * Put a fresh model in the kernel's place; its PFs have tokens nobody knows.
 *
 * @return
 *   A VFIO container of the model's, or -1.
 */
int
vfio_model_install(void);

/** Give the kernel its place back. */
void
vfio_model_remove(void);

/** Whether a PF has a token, by its text. */
bool
vfio_model_has(unsigned int device, const char *token);

/** The model's devices, for vfio_kernel_rules_run() in group mode. */
extern const struct vfio_rules_target vfio_model_targets[RULES_DEVICES];

/** Have one of them opened in cdev mode. */
void
vfio_model_use_node(struct vfio_rules_target *target, enum vfio_rules_device device);

#endif /* VFIO_KERNEL_MODEL_H_ */
