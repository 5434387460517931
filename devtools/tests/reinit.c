/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * rte_eal_init() fails, what made it fail is mended, and it is called again
 * with the same arguments: in these, and in the environment, the tokens are
 * overwritten by now, but EAL still knows them. Then rte_eal_cleanup() has
 * them forgotten.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_uuid.h>

#define CHECK(cond) do { \
	if (!(cond)) { \
		fprintf(stderr, "line %d: not so: %s\n", __LINE__, #cond); \
		return EXIT_FAILURE; \
	} \
} while (0)

static int
is_default(const rte_uuid_t want)
{
	rte_uuid_t got;

	rte_eal_vfio_get_vf_token(got);
	return rte_uuid_compare(want, got) == 0;
}

/* How the token is given: 0 by the option, 1 by a variable, 2 by the twin. */
static int
init_twice(int way, const char *text, const rte_uuid_t token)
{
	const rte_uuid_t nil = { 0 };
	char plugins[] = "/tmp/reinit.XXXXXX", option[128];
	char *argv[] = { (char[]){"reinit"}, (char[]){"-d"}, plugins,
		(char[]){"-m"}, (char[]){"32"}, (char[]){"--no-huge"},
		(char[]){"--no-pci"}, (char[]){"--no-shconf"},
		(char[]){"--no-telemetry"}, option, NULL };
	int argc = 9;

	if (way == 0)
		snprintf(option, sizeof(option), "--vfio-vf-token=%s", text);
	else if (way == 1)
		strcpy(option, "--vfio-vf-token=env:REINIT_TOKEN");
	if (way == 1)
		setenv("REINIT_TOKEN", text, 1);
	else if (way == 2)
		setenv("DPDK_VFIO_VF_TOKEN", text, 1);
	argc += way != 2;
	if (argc == 9)
		argv[9] = NULL;

	/* a folder of plugins that is not there yet */
	CHECK(mkdtemp(plugins) != NULL);
	CHECK(rmdir(plugins) == 0);
	CHECK(rte_eal_init(argc, argv) < 0);
	CHECK(strstr(option, text) == NULL);
	CHECK(getenv("REINIT_TOKEN") == NULL);
	CHECK(getenv("DPDK_VFIO_VF_TOKEN") == NULL);

	CHECK(mkdir(plugins, 0700) == 0);
	CHECK(rte_eal_init(argc, argv) >= 0);
	CHECK(is_default(token));
	CHECK(rte_eal_cleanup() == 0);
	CHECK(is_default(nil));
	CHECK(rmdir(plugins) == 0);
	return EXIT_SUCCESS;
}

int
main(void)
{
	/* of use in this test alone */
	static const char text[] = "b7a2d1f0-5e0c-4c39-8a11-7d3f9c2e6b05";
	rte_uuid_t token;
	int way, status;

	CHECK(rte_uuid_parse(text, token) == 0);
	for (way = 0; way < 3; way++) {
		const pid_t pid = fork();

		CHECK(pid >= 0);
		if (pid == 0)
			_exit(init_twice(way, text, token));
		CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	}
	return EXIT_SUCCESS;
}
