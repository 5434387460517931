/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Time opens and rotations with few and with many VFs and tokens. VFIO_RULES_PF
 * names a PF, which must not be in use; all of its VFs are opened.
 */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dev_vfio.h>
#include <rte_cycles.h>
#include <rte_log.h>
#include <rte_pci.h>
#include <rte_string_fns.h>

#include "test.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

#define SYSFS "/sys/bus/pci/devices"
#define VFS_MAX 64
#define TOKENS 10000
#define ROTATIONS 1000
#define OPENS 21 /* an odd number has a median */
#define ROUNDS 7

static double
nanoseconds_since(uint64_t began)
{
	return (rte_get_timer_cycles() - began) * 1e9 / rte_get_timer_hz();
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, unsigned int n)
{
	qsort(values, n, sizeof(*values), compare);
	return values[n / 2];
}

/* Get the address of a PF's VF. */
static bool
find_vf(const char *pf, unsigned int n, char *vf)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), SYSFS "/%s/virtfn%u", pf, n);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return false;
	target[len] = '\0';
	strlcpy(vf, strrchr(target, '/') + 1, PCI_PRI_STR_SIZE);
	return true;
}

/* Open a device several times. Returns the median, or a negative number. */
static double
time_open(const char *addr)
{
	double times[OPENS];
	unsigned int i;

	for (i = 0; i < OPENS; i++) {
		const uint64_t began = rte_get_timer_cycles();
		const int fd = open_device(addr);

		times[i] = nanoseconds_since(began);
		if (fd < 0)
			return -1;
		close_device(addr, fd);
	}
	return median(times, OPENS);
}

static int
time_rotation(const char *pf, unsigned int vfs)
{
	const uint64_t began = rte_get_timer_cycles();
	unsigned int i;

	for (i = 0; i < ROTATIONS; i++)
		TEST_ASSERT_SUCCESS(rotate_token(pf, "random"), "rotation %u", i);
	printf("rotation, %u VFs: %.0f ns\n", vfs,
		nanoseconds_since(began) / ROTATIONS);
	return TEST_SUCCESS;
}

/* Set or remove tokens of PFs that do not exist. */
static int
change_tokens(bool set)
{
	char pf[PCI_PRI_STR_SIZE];
	unsigned int i;
	int ret;

	for (i = 1; i < TOKENS; i++) {
		snprintf(pf, sizeof(pf), "ffff:%02x:%02x.%x", i >> 8, i >> 3 & 31, i & 7);
		ret = set ? set_token(pf, "random") : remove_token(pf);
		TEST_ASSERT_SUCCESS(ret, "token of %s", pf);
	}
	return TEST_SUCCESS;
}

/* Open a VF with one token and with many, in turn. */
static int
time_tokens(const char *vf)
{
	double one, many;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		one = time_open(vf);
		if (change_tokens(true) != TEST_SUCCESS)
			return TEST_FAILED;
		many = time_open(vf);
		if (change_tokens(false) != TEST_SUCCESS)
			return TEST_FAILED;
		TEST_ASSERT(one > 0 && many > 0, "%s does not open", vf);
		printf("open, one token: %.0f ns\nopen, %d tokens: %.0f ns\n",
			one, TOKENS, many);
	}
	return TEST_SUCCESS;
}

/* Open one VF after the other, and time some of them. */
static int
time_vfs(const char *pf)
{
	char vfs[VFS_MAX][PCI_PRI_STR_SIZE];
	unsigned int n = 0, opened;
	int fds[VFS_MAX], ret = TEST_SUCCESS;

	while (n < VFS_MAX && find_vf(pf, n, vfs[n]))
		n++;
	for (opened = 0; opened < n && ret == TEST_SUCCESS; opened++) {
		if (opened == 0 || opened == n - 1)
			printf("open, VF %u: %.0f ns\n", opened + 1, time_open(vfs[opened]));
		if (opened == 1)
			ret = time_tokens(vfs[opened]);
		fds[opened] = open_device(vfs[opened]);
		if (fds[opened] < 0) {
			ret = TEST_FAILED;
			break;
		}
		if (ret == TEST_SUCCESS && (opened == 0 || opened == 15 || opened == n - 1))
			ret = time_rotation(pf, opened + 1);
	}
	while (opened-- > 0)
		close_device(vfs[opened], fds[opened]);
	return n > 1 ? ret : TEST_FAILED;
}

static int
time_pf_and_vfs(void)
{
	const char *pf = getenv("VFIO_RULES_PF");
	int fd, ret;

	TEST_ASSERT_SUCCESS(set_token(NULL, "random"), "set");
	fd = open_device(pf);
	TEST_ASSERT(fd >= 0, "the PF does not open");
	ret = time_vfs(pf);
	close_device(pf, fd);
	return ret;
}

/* A container has room for 64 groups: the PF goes to a second one. */
static int
test_vfio_vf_token_perf(void)
{
	const char *pf = getenv("VFIO_RULES_PF");
	int container, ret;

	if (pf == NULL) {
		printf("to run this, set VFIO_RULES_PF, see %s\n", __FILE__);
		return TEST_SKIPPED;
	}
	strlcpy(sysfs, SYSFS, sizeof(sysfs));
	container = dev_vfio_container_create();
	TEST_ASSERT(container >= 0, "no container");
	TEST_ASSERT_SUCCESS(dev_vfio_container_assign_device(container, sysfs, pf),
		"the PF cannot be assigned");
	/* each rotation is logged */
	ret = with_level(RTE_LOG_CRIT, time_pf_and_vfs);
	dev_vfio_container_destroy(container);
	return ret;
}

REGISTER_PERF_TEST(vfio_vf_token_perf_autotest, test_vfio_vf_token_perf);
