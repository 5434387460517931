/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_HANDOVER_H_
#define EAL_VFIO_HANDOVER_H_

/**
 * @file
 * A primary process hands over the descriptors of its VFIO devices to its
 * secondary processes, through EAL's multi-process channel. Messages name a
 * device and never contain a token, so secondaries need none.
 */

/**
 * Let a primary process answer requests; does nothing in any other process.
 *
 * @return
 *   0 on success, -1 with rte_errno set.
 */
int vfio_handover_setup(void);

/**
 * Announce to secondaries that this primary answers, once it has a device for
 * them: by then EAL's memory is available. Does nothing in any other process,
 * or if they already know.
 */
void vfio_handover_offer(void);

/** Stop answering. Call only in a primary process. */
void vfio_handover_cleanup(void);

/**
 * Ask the primary for a device. Only one thread may call this at a time.
 *
 * @param name
 *   Name of the device; less than RTE_MP_MAX_PARAM_LEN bytes.
 * @return
 *   A descriptor, owned by the caller and closed on exec, or a negative errno:
 *   -ENODEV if the primary does not have the device open, or runs a DPDK that
 *   hands over no devices, -ETIMEDOUT if it does not answer, for example if it
 *   cannot open more descriptors, -EAGAIN if it is not ready yet, -EPROTO if its
 *   replies are malformed or for other requests, else the error that prevented
 *   sending the message.
 */
int vfio_handover_request(const char *name);

#endif /* EAL_VFIO_HANDOVER_H_ */
