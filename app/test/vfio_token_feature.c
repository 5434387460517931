/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test the model of the kernel by the rules of real ones, and VFIO_DEVICE_FEATURE
 * calls on it.
 */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <dev_vfio_token.h>
#include <rte_common.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_kernel_rules.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

static int
test_rules(void)
{
	struct vfio_rules_target targets[RULES_DEVICES];
	unsigned int way, i, broken = 0;

	begin_model();
	for (way = 0; way < RULES_WAYS; way++) {
		memcpy(targets, vfio_model_targets, sizeof(targets));
		for (i = 0; i < RULES_DEVICES; i++)
			if (vfio_rules_by_node(way, i))
				vfio_model_use_node(&targets[i], i);
		broken += vfio_kernel_rules_run(targets);
	}
	TEST_ASSERT_EQUAL(broken, 0, "%u rules are broken", broken);
	return end_model();
}

#define PROBE VFIO_DEVICE_FEATURE_PROBE
#define GET VFIO_DEVICE_FEATURE_GET
#define SET VFIO_DEVICE_FEATURE_SET

static int
test_feature(void)
{
	const struct vfio_rules_target *pf = &vfio_model_targets[RULES_PF];
	char name[] = PF;
	rte_uuid_t token;
	int fd;

	TEST_ASSERT_SUCCESS(rte_uuid_parse(A, token), "token A");
	begin_model();
	fd = ioctl(pf->group_fd, VFIO_GROUP_GET_DEVICE_FD, name);
	TEST_ASSERT(fd >= 0, "the PF does not open");

	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, PROBE, NULL, 0), "PROBE");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, PROBE | SET, NULL, 0),
		"PROBE|SET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, PROBE | GET, NULL, 0), -EINVAL,
		"PROBE|GET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, PROBE | 0xffff, NULL, 0),
		-ENOTTY, "PROBE of what there is not");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, GET, token, sizeof(token)),
		-EINVAL, "GET");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, 15), -EINVAL,
		"SET of 15 bytes");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, SIZE_MAX), -EINVAL,
		"SET of more than can be said");
	TEST_ASSERT_EQUAL(vfio_device_feature(fd, SET, token, UINT32_MAX - 7),
		-EINVAL, "SET of one byte more than can be said");
	TEST_ASSERT_SUCCESS(vfio_device_feature(fd, SET, token, sizeof(token)),
		"SET");
	TEST_ASSERT_EQUAL(vfio_device_feature(-1, SET, token, sizeof(token)),
		-EBADF, "SET on no descriptor");

	close(fd);
	return end_model();
}

/* A feature that answers in the request, as migration features do. */
static int
answering_ioctl(int fd __rte_unused, unsigned long request, void *arg)
{
	struct vfio_device_feature *req = arg;
	uint32_t value;

	if (request != VFIO_DEVICE_FEATURE || req->argsz != sizeof(*req) + 4) {
		errno = EINVAL;
		return -1;
	}
	memcpy(&value, req->data, sizeof(value));
	value += req->flags;
	memcpy(req->data, &value, sizeof(value));
	return 0;
}

static int
test_feature_answer(void)
{
	static struct vfio_sys sys;
	uint32_t value = 5;

	sys = *vfio_sys();
	sys.ioctl = answering_ioctl;
	vfio_sys_replace(&sys);
	TEST_ASSERT_SUCCESS(vfio_device_feature(0, 2 | VFIO_DEVICE_FEATURE_SET,
		&value, sizeof(value)), "SET");
	TEST_ASSERT_EQUAL(value, 5 + (2 | VFIO_DEVICE_FEATURE_SET),
		"SET does not return the answer");
	value = 7;
	TEST_ASSERT_SUCCESS(vfio_device_feature(0, 3 | VFIO_DEVICE_FEATURE_GET,
		&value, sizeof(value)), "GET");
	TEST_ASSERT_EQUAL(value, 7 + (3 | VFIO_DEVICE_FEATURE_GET),
		"GET does not return the answer");
	TEST_ASSERT_EQUAL(vfio_device_feature(0, 2 | VFIO_DEVICE_FEATURE_SET,
		NULL, 0), -EINVAL, "SET without data");
	vfio_sys_replace(NULL);
	return TEST_SUCCESS;
}

struct unit_test_suite vf_token_feature_suite = {
	.suite_name = "VFIO device features",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE(test_rules),
		TEST_CASE(test_feature),
		TEST_CASE(test_feature_answer),
		TEST_CASES_END()
	}
};
