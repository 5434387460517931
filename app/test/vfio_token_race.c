/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_stdatomic.h>
#include <rte_thread.h>

#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"
#include "vfio_token_race.h"

/* Some minutes; not finishing by then means a hang. */
#define ROUNDS_MAX 1000000

/* The other thread. */
struct opener {
	const char *device;
	rte_thread_t thread;
	RTE_ATOMIC(unsigned int) opens;
	unsigned int refused;
	RTE_ATOMIC(bool) stop;
};

static uint32_t
open_and_close(void *arg)
{
	struct opener *o = arg;

	while (!rte_atomic_load_explicit(&o->stop, rte_memory_order_relaxed)) {
		const int fd = open_device(o->device);

		usleep(200); /* let the other thread run in between */
		if (fd < 0)
			o->refused++;
		else
			close_device(o->device, fd);
		rte_atomic_fetch_add_explicit(&o->opens, 1, rte_memory_order_relaxed);
	}
	return 0;
}

unsigned int
vfio_token_race(const char *pf, const char *device, unsigned int rotations,
		unsigned int opens)
{
	struct opener o = { .device = device };
	const bool unplugs = strcmp(device, pf) == 0;
	unsigned int round, done = 0, failed = 0;
	int ret;

	if (rte_thread_create(&o.thread, NULL, open_and_close, &o) != 0)
		return 1;
	for (round = 0; round < ROUNDS_MAX && (done + failed < rotations ||
			rte_atomic_load_explicit(&o.opens, rte_memory_order_relaxed) < opens);
			round++) {
		ret = rotate_token(pf, "random");
		done += ret == 0;
		failed += ret != 0 && !(ret == -ENODEV && unplugs);
		usleep(50); /* likewise */
	}
	failed += round == ROUNDS_MAX;
	rte_atomic_store_explicit(&o.stop, true, rte_memory_order_relaxed);
	rte_thread_join(o.thread, NULL);
	printf("%u rotations, %u failed; %u opens of %s beside them, %u refused\n",
		done, failed, o.opens, device, o.refused);
	return failed + o.refused;
}
