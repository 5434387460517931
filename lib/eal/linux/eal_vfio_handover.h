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

#include <stdint.h>

#include <rte_eal.h>

/** How long a secondary waits for a device, all its tries together. */
#define VFIO_HANDOVER_TIMEOUT_S 5

/** A request, and with the result filled in, its answer. */
struct vfio_handover {
	/**
	 * When the secondary gives up: an answer after that would be taken
	 * for one to its next request. Seconds of CLOCK_REALTIME, which is
	 * the same in all namespaces.
	 */
	int64_t deadline;
	int32_t result; /**< 0, or a negated errno */
	char name[RTE_MP_MAX_PARAM_LEN - 12]; /**< the device */
};

/**
 * Let a primary process answer; in any other this does nothing.
 *
 * @return
 *   0 on success, -1 with rte_errno.
 */
int vfio_handover_setup(void);

/**
 * Let secondaries know that this primary answers, once it has a device for
 * them. EAL's memory must be there by then. In any other process, or if they
 * know already, this does nothing.
 */
void vfio_handover_offer(void);

/** Answer no longer. */
void vfio_handover_cleanup(void);

/**
 * Ask the primary for a device. At most one thread of a process at a time.
 *
 * @param name
 *   The device.
 * @return
 *   A descriptor, which is the caller's and closed on exec, or a negated errno:
 *   -ENODEV if the primary does not have the device open, or does not hand
 *   over devices as it is another DPDK, -ETIMEDOUT if it does not answer
 *   within VFIO_HANDOVER_TIMEOUT_S, -EAGAIN if it is not ready yet,
 *   -ENAMETOOLONG if the name is, -EPROTO if its answers are for others, else
 *   what kept the message from being sent.
 */
int vfio_handover_request(const char *name);

/**
 * Answer a request, but for sending it.
 *
 * @param msg
 *   What came from another process.
 * @param reply
 *   The answer, and in it perhaps a descriptor, to be closed once it is sent.
 * @return
 *   0, -EINVAL if msg is no request, -ETIMEDOUT if nobody waits for the answer
 *   any longer.
 */
int vfio_handover_answer(const struct rte_mp_msg *msg,
		struct rte_mp_msg *reply);

/**
 * Take the descriptor out of an answer. If there is none for the caller, those
 * that came are closed.
 *
 * @param name
 *   The device that was asked for.
 * @param reply
 *   What came from the primary.
 * @return
 *   The descriptor, or a negated errno: what the primary answers, or -EPROTO if
 *   the answer is about another device, or none.
 */
int vfio_handover_take(const char *name, const struct rte_mp_msg *reply);

#endif /* EAL_VFIO_HANDOVER_H_ */
