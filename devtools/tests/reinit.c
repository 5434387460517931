/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * rte_eal_init() fails, the cause is fixed, and it is called again with the
 * same arguments. The tokens in these and in the environment are already
 * overwritten, but EAL still knows them. Then rte_eal_cleanup() discards them.
 *
 * A token set before fork() is available when the child calls rte_eal_init().
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_pci_vf_token.h>
#include <rte_uuid.h>

#define CHECK(cond) do { \
	if (!(cond)) { \
		fprintf(stderr, "line %d: not true: %s\n", __LINE__, #cond); \
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

/* How the token is given. */
enum way { BY_OPTION, BY_ENV, BY_TWIN, BY_ENV_ONCE };

static int
init_twice(enum way way, const char *text, const rte_uuid_t token)
{
	const rte_uuid_t nil = { 0 };
	char plugins[] = "/tmp/reinit.XXXXXX", option[128];
	char *argv[] = { (char[]){"reinit"}, (char[]){"-d"}, plugins,
		(char[]){"-m"}, (char[]){"32"}, (char[]){"--no-huge"},
		(char[]){"--no-pci"}, (char[]){"--no-shconf"}, option,
		(char[]){"--no-telemetry"}, NULL };
	int argc = 10;

	if (way == BY_OPTION)
		snprintf(option, sizeof(option), "--vfio-vf-token=%s", text);
	else
		strcpy(option, "--vfio-vf-token=env:REINIT_TOKEN");
	if (way == BY_TWIN) {
		setenv("DPDK_VFIO_VF_TOKEN", text, 1);
		strcpy(option, "--no-hpet");
	} else if (way != BY_OPTION) {
		setenv("REINIT_TOKEN", text, 1);
	}

	/* a plugin directory that does not exist yet */
	CHECK(mkdtemp(plugins) != NULL);
	CHECK(rmdir(plugins) == 0);
	CHECK(rte_eal_init(argc, argv) < 0);
	CHECK(strstr(option, text) == NULL);
	CHECK(getenv("REINIT_TOKEN") == NULL);
	CHECK(getenv("DPDK_VFIO_VF_TOKEN") == NULL);

	CHECK(mkdir(plugins, 0700) == 0);
	if (way == BY_ENV_ONCE)
		strcpy(option, "--no-hpet");
	CHECK(rte_eal_init(argc, argv) >= 0);
	CHECK(is_default(token));
	CHECK(rte_eal_cleanup() == 0);
	CHECK(is_default(nil));
	CHECK(rmdir(plugins) == 0);
	return EXIT_SUCCESS;
}

/* The token is the last argument, where the parser leaves argv[0]. */
static int
init_twice_last(const char *text, const rte_uuid_t token)
{
	char plugins[] = "/tmp/reinit.XXXXXX", option[128];
	char *argv[] = { (char[]){"reinit"}, (char[]){"-d"}, plugins,
		(char[]){"-m"}, (char[]){"32"}, (char[]){"--no-huge"},
		(char[]){"--no-pci"}, (char[]){"--no-shconf"},
		(char[]){"--no-telemetry"}, option, NULL };

	snprintf(option, sizeof(option), "--vfio-vf-token=%s", text);
	CHECK(mkdtemp(plugins) != NULL);
	CHECK(rmdir(plugins) == 0);
	CHECK(rte_eal_init(10, argv) < 0);
	CHECK(argv[9] == argv[0]);
	CHECK(mkdir(plugins, 0700) == 0);
	CHECK(rte_eal_init(10, argv) >= 0);
	CHECK(is_default(token));
	CHECK(rte_eal_cleanup() == 0);
	CHECK(rmdir(plugins) == 0);
	return EXIT_SUCCESS;
}

/* Fork as daemon(3) does. */
static int
set_and_fork(const char *text, const rte_uuid_t token)
{
	char *argv[] = { (char[]){"reinit"}, (char[]){"-m"}, (char[]){"32"},
		(char[]){"--no-huge"}, (char[]){"--no-pci"},
		(char[]){"--no-shconf"}, (char[]){"--no-telemetry"}, NULL };
	int status;
	pid_t pid;

	CHECK(rte_pci_vf_token_set(NULL, text) == 0);
	pid = fork();
	CHECK(pid >= 0);
	if (pid != 0) {
		CHECK(waitpid(pid, &status, 0) == pid && status == 0);
		return EXIT_SUCCESS;
	}
	CHECK(rte_eal_init(7, argv) >= 0);
	CHECK(is_default(token));
	CHECK(rte_eal_cleanup() == 0);
	_exit(EXIT_SUCCESS);
}

static int
run_case(int i, const char *text, const rte_uuid_t token)
{
	switch (i) {
	case 0:
		return init_twice_last(text, token);
	case 1:
		return set_and_fork(text, token);
	default:
		return init_twice(i - 2, text, token);
	}
}

int
main(void)
{
	/* not used anywhere else */
	static const char text[] = "b7a2d1f0-5e0c-4c39-8a11-7d3f9c2e6b05";
	bool failed = false;
	rte_uuid_t token;
	int i, status;

	CHECK(rte_uuid_parse(text, token) == 0);
	for (i = 0; i <= 2 + BY_ENV_ONCE; i++) {
		const pid_t pid = fork();

		CHECK(pid >= 0);
		if (pid == 0)
			_exit(run_case(i, text, token));
		CHECK(waitpid(pid, &status, 0) == pid);
		if (status != 0)
			fprintf(stderr, "case %d failed\n", i);
		failed |= status != 0;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
