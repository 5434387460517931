/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Fuzz requests from another process. The first byte is the number of
 * descriptors, the second and third are the length, the rest are the
 * parameters. One device is open; nothing else may be handed over.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>

#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"
#include "fuzz.h"

#define NAME "0000:01:00.0"

static rte_mp_t on_request; /* registered by vfio_handover_setup() */
static struct rte_mp_msg reply; /* to the last request; len_param 0 if none */

/* The linker replaces EAL's own functions with these. */
int __wrap_rte_mp_action_register(const char *name, rte_mp_t action);
int __wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *peer);

int
__wrap_rte_mp_action_register(const char *name, rte_mp_t action)
{
	(void)name;
	on_request = action;
	return 0;
}

int
__wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *peer)
{
	(void)peer;
	reply = *msg;
	return 0;
}

static void
open_device(void)
{
	struct vfio_open_device *dev = calloc(1, sizeof(*dev));

	strcpy(dev->name, NAME);
	dev->fd = 100;
	vfio_device_add(dev);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rte_mp_msg msg = { 0 };

	if (size < 3)
		return 0;
	if (on_request == NULL && (vfio_handover_setup() < 0 || on_request == NULL))
		abort();
	fuzz_begin(NULL, 0);
	open_device();
	msg.num_fds = data[0] % (RTE_MP_MAX_FD_NUM + 1);
	msg.len_param = data[1] + 256 * (data[2] & 1);
	if (msg.len_param > RTE_MP_MAX_PARAM_LEN)
		msg.len_param = RTE_MP_MAX_PARAM_LEN;
	memcpy(msg.param, data + 3, size - 3 < sizeof(msg.param) ? size - 3 :
		sizeof(msg.param));
	memset(msg.fds, -1, sizeof(msg.fds));
	memset(&reply, 0, sizeof(reply));
	on_request(&msg, "peer");
	if (reply.num_fds > (strcmp((char *)msg.param, NAME) == 0))
		abort();
	if (reply.num_fds == 1 && reply.fds[0] != 101)
		abort();
	vfio_device_close(100);
	fuzz_end();
	return 0;
}
