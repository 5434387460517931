/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VFIO groups of a fake kernel, for the program that is linked with it: open(),
 * ioctl(), close(), readlink() and access() handle /dev/vfio and SYSFS, and
 * pass everything else to libc. For a secondary process, there is also a
 * primary.
 */

#ifndef MADE_UP_VFIO_H_
#define MADE_UP_VFIO_H_

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>

/* Location of the devices. Device 0000:01:xx.x is in group 1, and so on. */
#define SYSFS "/made-up"

#define CHECK(cond) do { \
	if (!(cond)) { \
		fprintf(stderr, "%s, %s: %s:%d: not true: %s\n", situation, \
			failed_step, __FILE__, __LINE__, #cond); \
		_exit(EXIT_FAILURE); \
	} \
} while (0)

enum kind { NOT_OURS, CONTAINER, GROUP, OPEN_DEVICE };

extern struct kernel {
	struct file { /* by descriptor */
		enum kind kind;
		int group; /* of anything but a container */
		int groups, iommu, maps; /* of a container */
	} files[64];
	struct group {
		int users; /* descriptors of the group and of its devices */
		int devices, container, is_not_viable;
	} groups[3];
} kernel;

extern const char *situation, *failed_step;
extern unsigned int steps, step_to_fail; /* none if 0 */

/* Handler of device requests, and its last reply as received. */
extern rte_mp_t on_request;
extern struct rte_mp_msg last_reply;
extern void (*spoil_reply)(struct rte_mp_msg *reply); /* on the way, or NULL */

/* Count a step, and return whether it is the one that fails, with EIO. */
bool
step_fails(const char *step);

/* Make a new descriptor. */
int
add_file(enum kind kind, int group);

/* Put a group into a container, identified by its descriptor. */
void
attach(int group, int container);

#endif /* MADE_UP_VFIO_H_ */
