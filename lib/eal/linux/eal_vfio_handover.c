/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_device.h"
#include "eal_vfio_handover.h"

/*
 * The action, and a memzone of a primary that hands devices over: not every
 * DPDK does.
 */
#define NAME "eal_vfio_handover"

/* Whether this is a primary that others reach; owned by EAL's start and end. */
static bool answers;

static void
close_fds(const struct rte_mp_msg *msg)
{
	int i;

	for (i = 0; i < msg->num_fds; i++)
		close(msg->fds[i]);
}

/* Copied, as the bytes of a message need not be aligned. */
static bool
read_message(const struct rte_mp_msg *msg, struct vfio_handover *h)
{
	if (msg->len_param != sizeof(*h))
		return false;
	memcpy(h, msg->param, sizeof(*h));
	return memchr(h->name, '\0', sizeof(h->name)) != NULL;
}

static void
write_message(const struct vfio_handover *h, struct rte_mp_msg *msg)
{
	memset(msg, 0, sizeof(*msg));
	strlcpy(msg->name, NAME, sizeof(msg->name));
	msg->len_param = sizeof(*h);
	memcpy(msg->param, h, sizeof(*h));
}

int
vfio_handover_answer(const struct rte_mp_msg *msg, struct rte_mp_msg *reply)
{
	struct vfio_handover h;
	int fd;

	if (!read_message(msg, &h) || msg->num_fds != 0)
		return -EINVAL;
	if (h.deadline <= time(NULL))
		return -ETIMEDOUT;
	fd = vfio_device_dup(h.name);
	h.result = RTE_MIN(fd, 0);
	write_message(&h, reply);
	if (fd >= 0)
		reply->fds[reply->num_fds++] = fd;
	return 0;
}

/* In the primary, by the thread that reads the channel. */
static int
on_request(const struct rte_mp_msg *msg, const void *peer)
{
	struct rte_mp_msg reply;
	int ret;

	ret = vfio_handover_answer(msg, &reply);
	if (ret < 0) {
		EAL_LOG(WARNING, "a secondary process' request for a VFIO device was not answered: %s",
			ret == -EINVAL ? "it cannot be read" :
			"it has waited for too long");
		close_fds(msg);
		return 0;
	}
	ret = rte_mp_reply(&reply, peer);
	close_fds(&reply); /* the other process has its own by now, or is gone */
	return ret;
}

void
vfio_handover_offer(void)
{
	if (answers && rte_memzone_lookup(NAME) == NULL &&
			rte_memzone_reserve(NAME, 1, SOCKET_ID_ANY, 0) == NULL)
		EAL_LOG(WARNING, "secondary processes cannot get VFIO devices from this process and need VF tokens: %s",
			rte_strerror(rte_errno));
}

int
vfio_handover_setup(void)
{
	bool has_devices;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return 0;
	if (rte_mp_action_register(NAME, on_request) < 0)
		return rte_errno == ENOTSUP ? 0 : -1;
	answers = true;
	/* devices may be opened before or after EAL lets us answer for them */
	vfio_device_lock();
	has_devices = vfio_device_next(NULL) != NULL;
	vfio_device_unlock();
	if (has_devices)
		vfio_handover_offer();
	return 0;
}

void
vfio_handover_cleanup(void)
{
	if (!answers)
		return;
	answers = false;
	rte_memzone_free(rte_memzone_lookup(NAME));
	rte_mp_action_unregister(NAME);
}

/* recvmsg() has left the descriptor open on exec. */
int
vfio_handover_take(const char *name, const struct rte_mp_msg *reply)
{
	struct vfio_handover answer;
	int ret = -EPROTO;

	if (read_message(reply, &answer) && strcmp(answer.name, name) == 0) {
		ret = answer.result;
		if (ret == 0 && reply->num_fds == 1)
			ret = fcntl(reply->fds[0], F_SETFD, FD_CLOEXEC) < 0 ?
				-errno : reply->fds[0];
		else if (ret >= 0)
			ret = -EPROTO;
	}
	if (ret < 0)
		close_fds(reply);
	return ret;
}

/* One question, one answer. */
static int
ask(const struct vfio_handover *h)
{
	const struct timespec timeout = { .tv_sec = h->deadline - time(NULL) };
	struct rte_mp_reply replies = { 0 };
	struct rte_mp_msg request;
	int ret;

	if (timeout.tv_sec <= 0)
		return -ETIMEDOUT;
	write_message(h, &request);
	if (rte_mp_request_sync(&request, &replies, &timeout) < 0)
		return -rte_errno;
	ret = replies.nb_received == 1 ?
		vfio_handover_take(h->name, &replies.msgs[0]) : -EAGAIN;
	free(replies.msgs);
	return ret;
}

int
vfio_handover_request(const char *name)
{
	struct vfio_handover h = {
		.deadline = time(NULL) + VFIO_HANDOVER_TIMEOUT_S,
	};
	unsigned int tries;
	int ret = -EPROTO;

	if (rte_memzone_lookup(NAME) == NULL)
		return -ENODEV;
	if (strlcpy(h.name, name, sizeof(h.name)) >= sizeof(h.name))
		return -ENAMETOOLONG;
	/*
	 * The channel takes an answer that is late by a hair for one to the
	 * next request. It is dropped, unless it is about the same device.
	 */
	for (tries = 0; ret == -EPROTO && tries < 3; tries++)
		ret = ask(&h);
	return ret;
}
