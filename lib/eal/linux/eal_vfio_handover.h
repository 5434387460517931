/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_HANDOVER_H_
#define EAL_VFIO_HANDOVER_H_

/**
 * @file
 * A primary process hands the descriptors of its VFIO devices to its secondary
 * processes, over EAL's channel between processes. Knows devices by name, and
 * no token, as that is the point.
 */

/**
 * Let a primary process answer; in any other this does nothing.
 *
 * @return
 *   0 on success, -1 with rte_errno.
 */
int vfio_handover_setup(void);

/**
 * Let secondaries know that this primary answers, once it has a device for
 * them: by then EAL's memory is there. In any other process, or if they know
 * already, this does nothing.
 */
void vfio_handover_offer(void);

/** Answer no longer; in a primary process alone. */
void vfio_handover_cleanup(void);

/**
 * Ask the primary for a device. At most one thread of a process at a time.
 *
 * @param name
 *   The device; less than RTE_MP_MAX_PARAM_LEN bytes.
 * @return
 *   A descriptor, which is the caller's and closed on exec, or a negated errno:
 *   -ENODEV if the primary does not have the device open, or does not hand
 *   over devices as it is another DPDK, -ETIMEDOUT if it does not answer, as
 *   when it can open no more descriptors, -EAGAIN if it is not ready yet,
 *   -EPROTO if its answers are for others, else what kept the message from
 *   being sent.
 */
int vfio_handover_request(const char *name);

#endif /* EAL_VFIO_HANDOVER_H_ */
