/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test rotations during opens on a real kernel. The environment names the PF and
 * its VF, which must be bound to vfio-pci and not be in use.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_log.h>
#include <rte_string_fns.h>

#include "test.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"
#include "vfio_token_race.h"

#define SYSFS "/sys/bus/pci/devices"

/* Anonymous memory of the process in kB, so without loaded code. */
static int
anonymous_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];
	int kb = -1;

	if (f == NULL)
		return -1;
	while (kb < 0 && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "RssAnon: %d kB", &kb) != 1)
			kb = -1;
	fclose(f);
	return kb;
}

/* A second round of rotations and opens needs no more than the first. */
static int
race_without_loss(const char *pf, const char *vf)
{
	unsigned int fds;
	int kb;

	TEST_ASSERT_EQUAL(vfio_token_race(pf, vf, 100, 2), 0,
		"rotations beside opens");
	kb = anonymous_kb();
	fds = count_entries("/proc/self/fd");
	TEST_ASSERT_EQUAL(vfio_token_race(pf, vf, 1000, 8), 0,
		"rotations beside opens, again");
	kb = anonymous_kb() - kb;
	fds = count_entries("/proc/self/fd") - fds;
	printf("%d kB and %u descriptors more after the second round\n", kb,
		fds);
	TEST_ASSERT(kb <= 16 && fds == 0, "something is lost");
	return TEST_SUCCESS;
}

/* Run rotations of a PF, which is not open, and its VF. */
static int
run_rotations(const char *pf, const char *vf)
{
	int fd, ret;

	TEST_ASSERT_EQUAL(rotate_token(pf, "random"), -ENODEV, "a PF that is not ours");
	TEST_ASSERT_SUCCESS(set_token(NULL, "random"), "set");
	fd = open_device(pf);
	TEST_ASSERT(fd >= 0, "the PF does not open");
	ret = race_without_loss(pf, vf);
	close_device(pf, fd);
	if (ret == TEST_SUCCESS && vfio_token_race(pf, pf, 100, 4) != 0)
		ret = TEST_FAILED;
	return ret;
}

/* A process rotates its PF's token and opens devices at the same time. */
static int
test_vfio_vf_token_rotation(void)
{
	const char *pf = need("VFIO_RULES_PF"), *vf = need("VFIO_RULES_VF");
	const int level = rte_log_get_level(RTE_LOGTYPE_EAL);
	int ret;

	if (pf == NULL || vf == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	/* each rotation is logged, and each that finds no PF */
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_CRIT);
	ret = run_rotations(pf, vf);
	rte_log_set_level(RTE_LOGTYPE_EAL, level);
	return ret;
}

REGISTER_DRIVER_TEST(vfio_vf_token_rotation_autotest,
	test_vfio_vf_token_rotation);
