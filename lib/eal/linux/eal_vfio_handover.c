/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"

/*
 * Name of the action, and of a memzone in a primary that hands over devices:
 * not every DPDK does.
 */
#define NAME "eal_vfio_handover"
#define TIMEOUT_S 5

static void
close_fds(const struct rte_mp_msg *msg)
{
	int i;

	for (i = 0; i < msg->num_fds; i++)
		close(msg->fds[i]);
}

/* A message carries the name of a device. */
static void
write_message(const char *name, struct rte_mp_msg *msg)
{
	memset(msg, 0, sizeof(*msg));
	strlcpy(msg->name, NAME, sizeof(msg->name));
	msg->len_param = sizeof(msg->param);
	strlcpy((char *)msg->param, name, sizeof(msg->param));
}

/*
 * Runs in the primary, in the thread that reads the channel. The reply carries
 * the device's descriptor, or none if this process does not have it open.
 */
static int
on_request(const struct rte_mp_msg *msg, const void *peer)
{
	const char *name = (const char *)msg->param;
	const struct vfio_open_device *dev;
	struct rte_mp_msg reply;
	int ret, fd = -1;

	if (memchr(name, '\0', sizeof(msg->param)) == NULL || msg->num_fds != 0) {
		EAL_LOG(WARNING, "malformed request for a VFIO device from a secondary process");
		close_fds(msg);
		return 0;
	}
	pthread_mutex_lock(&vfio_device_mutex);
	dev = vfio_device_find(name);
	if (dev != NULL)
		fd = fcntl(dev->fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&vfio_device_mutex);
	if (dev != NULL && fd < 0) {
		EAL_LOG(ERR, "%s: cannot be handed over to a secondary process: %s",
			name, strerror(errno));
		return 0;
	}
	write_message(name, &reply);
	if (fd >= 0)
		reply.fds[reply.num_fds++] = fd;
	ret = rte_mp_reply(&reply, peer);
	close_fds(&reply); /* the peer has its own by now, or is gone */
	return ret;
}

int
vfio_handover_setup(void)
{
	return rte_eal_process_type() == RTE_PROC_PRIMARY &&
		rte_mp_action_register(NAME, on_request) < 0 &&
		rte_errno != ENOTSUP ? -1 : 0;
}

void
vfio_handover_offer(void)
{
	if (rte_eal_process_type() == RTE_PROC_PRIMARY &&
			rte_memzone_lookup(NAME) == NULL &&
			rte_memzone_reserve(NAME, 1, SOCKET_ID_ANY, 0) == NULL)
		EAL_LOG(WARNING, "secondary processes cannot get VFIO devices from this process and need VF tokens: %s",
			rte_strerror(rte_errno));
}

void
vfio_handover_cleanup(void)
{
	rte_memzone_free(rte_memzone_lookup(NAME));
	rte_mp_action_unregister(NAME);
}

static int
take_device(const char *name, const struct rte_mp_msg *reply)
{
	if (strncmp((const char *)reply->param, name, sizeof(reply->param)) == 0) {
		if (reply->num_fds == 0)
			return -ENODEV;
		/* recvmsg() did not set close-on-exec */
		if (reply->num_fds == 1 && fcntl(reply->fds[0], F_SETFD, FD_CLOEXEC) == 0)
			return reply->fds[0];
	}
	close_fds(reply);
	return -EPROTO;
}

int
vfio_handover_request(const char *name)
{
	const struct timespec timeout = { .tv_sec = TIMEOUT_S };
	struct rte_mp_reply replies = { 0 };
	struct rte_mp_msg request;
	int ret = -EPROTO, tries;

	if (rte_memzone_lookup(NAME) == NULL)
		return -ENODEV;
	write_message(name, &request);
	/*
	 * The channel mistakes a late reply for the reply to the next request.
	 * Drop it unless it is about the same device.
	 */
	for (tries = 0; ret == -EPROTO && tries < 3; tries++) {
		if (rte_mp_request_sync(&request, &replies, &timeout) < 0)
			return -rte_errno;
		ret = replies.nb_received == 1 ?
			take_device(name, &replies.msgs[0]) : -EAGAIN;
		free(replies.msgs);
	}
	return ret;
}
