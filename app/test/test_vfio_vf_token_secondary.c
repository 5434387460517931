/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * In a secondary process, test that a primary process hands over its devices, on a
 * real kernel. The environment names the PF, its VF, and the primary process, which
 * has them open.
 */

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dev_vfio_token.h>
#include <rte_common.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

#define SYSFS "/sys/bus/pci/devices"

enum kind { NONE, A_PF, NO_PF };

/* Only a PF has a token. */
static enum kind
kind_of(int vfio_dev_fd)
{
	const int ret = vfio_device_feature(vfio_dev_fd, VFIO_DEVICE_FEATURE_PROBE |
			VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, NULL, 0);

	return ret == 0 ? A_PF : ret == -ENOTTY ? NO_PF : NONE;
}

/* Whether all devices open in this process come from the primary. */
static bool
all_are_handed_over(void)
{
	static const char why[] = "opened by the primary process\n";
	char text[4096], *p = text;
	unsigned int n = 0;

	for (dump_text(text, sizeof(text)); (p = strstr(p, why)) != NULL; n++)
		p += strlen(why);
	return n == count_lines(text);
}

/* Request a device from the primary, and ask the kernel what it is. */
static enum kind
request(const char *addr)
{
	const int fd = open_device(addr);
	enum kind kind;

	if (fd < 0)
		return NONE;
	kind = all_are_handed_over() ? kind_of(fd) : NONE;
	close_device(addr, fd);
	return kind;
}

/* Whether every thread of a process stops within a minute. */
static bool
has_stopped(const char *pid)
{
	char pattern[64], line[256];
	unsigned int i, going = 1;
	glob_t found;
	size_t n;
	FILE *f;

	snprintf(pattern, sizeof(pattern), "/proc/%s/task/*/stat", pid);
	for (i = 0; i < 6000 && going != 0; i++) {
		usleep(10000);
		if (glob(pattern, 0, NULL, &found) != 0)
			return false;
		for (going = 0, n = 0; n < found.gl_pathc; n++) {
			f = fopen(found.gl_pathv[n], "r");
			going += f == NULL ||
				fgets(line, sizeof(line), f) == NULL ||
				strstr(line, ") T ") == NULL;
			if (f != NULL)
				fclose(f);
		}
		globfree(&found);
	}
	return going == 0;
}

/* Whether this process reaches this number of descriptors in a minute. */
static bool
gets_fds(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < 6000; i++) {
		if (count_entries("/proc/self/fd") == count)
			return true;
		usleep(10000);
	}
	return false;
}

/*
 * In a secondary process: test what it gets from a primary that has a PF and
 * its VF open and answers, does not answer, or answers too late.
 */
static int
test_vfio_vf_token_secondary(void)
{
	const char *pf = need("VFIO_RULES_PF"), *vf = need("VFIO_RULES_VF");
	const char *pid = need("VFIO_RULES_PRIMARY");
	const unsigned int fds = count_entries("/proc/self/fd");
	int late, held;

	if (pf == NULL || vf == NULL || pid == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	TEST_ASSERT_EQUAL(request(pf), A_PF, "not the PF");
	TEST_ASSERT_EQUAL(request(vf), NO_PF, "not the VF");
	printf("the first is a PF, the second is none\n");
	TEST_ASSERT_EQUAL(rotate_token(pf, "random"), -E_RTE_SECONDARY, "a secondary rotates");

	/* with its group available, only the device is requested */
	held = open_device(pf);
	TEST_ASSERT(held >= 0, "the PF is not handed over");
	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGSTOP), "SIGSTOP");
	TEST_ASSERT(has_stopped(pid), "the primary goes on");
	late = open_device(pf);
	TEST_ASSERT_SUCCESS(kill(atoi(pid), SIGCONT), "SIGCONT");
	TEST_ASSERT(late < 0, "a primary that is busy");
	/* the reply about the PF is late now, and not for this request */
	TEST_ASSERT_EQUAL(request(vf), NO_PF, "the late answer was taken");
	TEST_ASSERT_EQUAL(request(pf), A_PF, "out of step");
	close_device(pf, held);
	TEST_ASSERT(gets_fds(fds), "descriptors are left");
	return TEST_SUCCESS;
}

REGISTER_DRIVER_TEST(vfio_vf_token_secondary_autotest,
	test_vfio_vf_token_secondary);

/*
 * In a secondary process: request the PF until this process is killed, or until
 * its primary is killed and no longer answers.
 */
static int
test_vfio_vf_token_requests(void)
{
	const char *pf = need("VFIO_RULES_PF");
	const unsigned int fds = count_entries("/proc/self/fd");
	unsigned int answers = 0;

	if (pf == NULL)
		return TEST_SKIPPED;
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	while (request(pf) == A_PF) {
		if (answers++ == 0) {
			printf("the primary answers\n");
			fflush(stdout);
		}
	}
	printf("%u answers, then none\n", answers);
	TEST_ASSERT(answers != 0, "no answers");
	TEST_ASSERT(gets_fds(fds), "descriptors are left");
	return TEST_SUCCESS;
}

REGISTER_DRIVER_TEST(vfio_vf_token_requests_autotest,
	test_vfio_vf_token_requests);
