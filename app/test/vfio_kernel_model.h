/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_KERNEL_MODEL_H_
#define VFIO_KERNEL_MODEL_H_

/**
 * @file
 * A model of how VFIO handles containers and groups, and how vfio-pci handles
 * VF tokens, in place of the system calls. For tests without privileges and
 * devices; checked against the rules of vfio_kernel_rules.h.
 */

#include <stdbool.h>

#include "vfio_kernel_rules.h"

/** More groups, in which any address is a PF with a token of its own. */
#define VFIO_MODEL_SPARES 2

/** Number of a device's group; spares follow RULES_DEVICES. */
#define VFIO_MODEL_GROUP(device) (100000 + (int)(device))

/** Behavior of the model, and what it has seen. Owned by the running test. */
struct vfio_model {
	bool before_5_7; /**< does not know VF tokens */
	int open_errno;  /**< if set, error of every open */
	int probe_errno; /**< if set, error of every PROBE */
	int set_errno;   /**< if set, error of every SET except of a spare */
	int spare_set_errno; /**< if set, error of every SET of a spare */
	int then_set_errno;  /**< value of set_errno from then on */

	unsigned int open_calls; /**< VFIO_GROUP_GET_DEVICE_FD calls */
	unsigned int set_calls;  /**< VFIO_DEVICE_FEATURE calls with only SET */
	unsigned int open_fds;   /**< open device descriptors */
	bool has_token;          /**< whether the last open presented one */
};

extern struct vfio_model vfio_model;

/**
 * Replace the kernel with a new model, whose PFs have tokens nobody knows. From
 * then on, EAL's container is the model's.
 */
void
vfio_model_install(void);

/** Use the kernel again. */
void
vfio_model_remove(void);

/** Whether a PF has the token given as text. */
bool
vfio_model_has(unsigned int device, const char *token);

/** Devices of the model, for vfio_kernel_rules_run() in group mode. */
extern const struct vfio_rules_target vfio_model_targets[RULES_DEVICES];

/** Make one of them be opened in cdev mode. */
void
vfio_model_use_node(struct vfio_rules_target *target, enum vfio_rules_device device);

#endif /* VFIO_KERNEL_MODEL_H_ */
