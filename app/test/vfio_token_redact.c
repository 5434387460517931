/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test that no VF token is left in the arguments of rte_eal_init(), nor in a variable
 * that cannot be written to.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_string_fns.h>

#include "test.h"
#include "vfio_token_fixture.h"

/* Tokens that are read are overwritten, even those after "--". */
static int
test_args(void)
{
	char one[] = OPTION "=" A, two[] = OPTION, value[] = B;
	char pf[] = OPTION "=" ABSENT_PF "=" B;
	char file[] = OPTION "=file:/nowhere=at all";
	char after[] = OPTION "=" B, bad[] = OPTION "=d1b0a5c4";
	char name[] = "test", end[] = "--", other[] = "--vfio-intr=msix";
	char slip[] = OPTION "=file:" A, stars[] = OPTION "=" STARS;
	char *equals[ARGS] = { name, other, one, pf, end, after, NULL };
	char *apart[ARGS] = { name, two, value, NULL };
	char *files[ARGS] = { name, file, NULL };
	char *wrong[ARGS] = { name, bad, NULL };
	char *slips[ARGS] = { name, slip, NULL };
	char *unknown[ARGS] = { name, stars, NULL };

	begin_model();
	TEST_ASSERT(rejects(unknown), "an overwritten token is taken");
	TEST_ASSERT_NOT_NULL(strstr(said, "was overwritten when it was read"), "log: %s", said);
	TEST_ASSERT(takes(equals), "not taken");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B), "other tokens");
	TEST_ASSERT_SUCCESS(strcmp(one, OPTION "=" STARS), "still shown: %s", one);
	TEST_ASSERT_SUCCESS(strcmp(pf, OPTION "=" ABSENT_PF "=" STARS), "still shown: %s", pf);
	TEST_ASSERT_SUCCESS(strcmp(after, OPTION "=" STARS), "still shown: %s", after);

	/* the same arguments again, as after rte_eal_init() failed */
	TEST_ASSERT(takes(equals), "not taken again");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B), "forgotten");

	TEST_ASSERT(takes(apart), "two arguments are not taken");
	TEST_ASSERT(is_default(B) && strspn(value, "*") == strlen(value),
		"still shown: %s", value);

	TEST_ASSERT(rejects(files), "no file, but taken");
	TEST_ASSERT_NOT_NULL(strstr(said, "file:/nowhere=at all"), "overwritten: %s", said);
	TEST_ASSERT(rejects(wrong), "no UUID, but taken");
	TEST_ASSERT_NULL(strstr(bad, "d1b0"), "still shown: %s", bad);
	TEST_ASSERT(rejects(slips), "no file, but taken");
	TEST_ASSERT(!shows(slip, A) && !shows(said, A), "still shown: %s", slip);
	return end_model();
}
TEST_IN_CHILD(test_args)

/* A read-only page, like those of string literals. */
static char *
make_constant(const char *text)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	char *constant;

	constant = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (constant == MAP_FAILED)
		return NULL;
	strlcpy(constant, text, page);
	return mprotect(constant, page, PROT_READ) == 0 ? constant : NULL;
}

/* Test an argument in it, and a variable as set by putenv("NAME=..."). */
static int
test_args_constant(void)
{
	char name[] = "test", env[] = OPTION "=env:VFIO_TEST_TOKEN";
	char *none[ARGS] = { name, NULL }, *by_env[ARGS] = { name, env, NULL };
	char *constant = make_constant(OPTION "=" A);
	char *variable = make_constant(VARIABLE "=" B);
	char *other = make_constant("VFIO_TEST_TOKEN=" A);
	char *fixed[ARGS] = { name, constant, NULL };

	begin_model();
	TEST_ASSERT(constant != NULL && variable != NULL && other != NULL, "mmap");
	TEST_ASSERT(takes(fixed), "a constant is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT(fixed[1] != constant && !shows(fixed[1], A),
		"still shown: %s", fixed[1]);

	TEST_ASSERT_SUCCESS(putenv(variable), "putenv");
	TEST_ASSERT(takes(none), "the variable is not taken");
	TEST_ASSERT(is_default(B), "another default");
	TEST_ASSERT_NULL(getenv(VARIABLE), "the variable is there");
	TEST_ASSERT_SUCCESS(putenv(other), "putenv");
	TEST_ASSERT(takes(by_env), "the variable is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	return end_model();
}
TEST_IN_CHILD(test_args_constant)

/* Arguments meant as the option, most of which are not. */
static const struct misplaced_row {
	const char *name; /* the previous argument, or NULL */
	const char *arg;
	const char *as; /* what is left of it; NULL: all */
	bool at_end;    /* after "--" */
	bool is_taken;  /* as the option nevertheless */
} misplaced_rows[] = {
	{ "--vfio-vf-tok", A, STARS, false, true },
	{ NULL, "--vfio-vf-tokn=" A, "--vfio-vf-tokn=" STARS, false, false },
	{ NULL, "--vfio-vf-token0=" A, "--vfio-vf-token0=" STARS, false, false },
	{ NULL, "--vfio_vf_token=" A, "--vfio_vf_token=" STARS, false, false },
	{ NULL, "--VFIO-VF-TOKEN=" A, "--VFIO-VF-TOKEN=" STARS, false, false },
	{ NULL, "--vfio-token=" A, "--vfio-token=" STARS, false, false },
	{ NULL, "--vf-token=" A, "--vf-token=" STARS, false, false },
	{ NULL, "--vfoi-vf-toekn=" A, "--vfoi-vf-toekn=" STARS, false, false },
	{ NULL, "-vfio-vf-token=" A, "-vfio-vf-token=" STARS, false, false },
	{ NULL, "vfio-vf-token=" A, "vfio-vf-token=" STARS, false, false },
	{ NULL, "--vfio=" A, "--vfio=" STARS, false, false },
	{ NULL, "--v=" A, "--v=" STARS, false, false },
	{ NULL, "--vfio-vf-tokn=" PF "=" A, "--vfio-vf-tokn=" PF "=" STARS, false, false },
	{ "--vfio-vf-tokn", A, STARS, false, false },
	{ "-a", VF ",vf_token=" A, VF ",vf_token=" STARS, false, false },
	{ "-a", VF ",x=1,vf-token=" A, VF ",x=1,vf-token=" STARS, false, false },
	{ NULL, "--vfio-vf-token=" A, "--vfio-vf-token=" STARS, true, false },
	{ NULL, "--vfio-vf-tokn=" A, "--vfio-vf-tokn=" STARS, true, false },
	{ "--vfio-vf-token", A, STARS, true, false },
	/* no token, or something else with a UUID */
	{ NULL, "--vfio-vf-tokn=file:/run/token", NULL, false, false },
	{ NULL, "--vfio-intr=msix", NULL, false, false },
	{ NULL, "--file-prefix=" A, NULL, false, false },
	{ "--file-prefix", A, NULL, false, false },
	{ NULL, "--vdev=net_null0,name=" A, NULL, false, false },
	{ NULL, "--uuid=" A, NULL, true, false },
	{ NULL, "", NULL, false, false },
	{ NULL, "=", NULL, false, false },
	{ NULL, "=,=", NULL, false, false },
};

/* The running row, and the current text of its argument. */
static const struct misplaced_row *misplaced;
static char misplaced_arg[128];

/* EAL's parser may exit if it finds an error. */
static void
end_misplaced(void)
{
	const struct misplaced_row *row = misplaced;
	bool warns, holds;

	keep_said();
	warns = strstr(said, "after \"--\" does not reach EAL") != NULL;
	holds = strcmp(misplaced_arg, row->as != NULL ? row->as : row->arg) == 0 &&
		warns == (row->at_end && row->as != NULL) &&
		is_default(row->is_taken ? A : NULL);
	if (!holds)
		printf("misplaced '%s': '%s' is left, log: %s\n", row->arg,
			misplaced_arg, said);
	fflush(stdout);
	_exit(holds ? EXIT_SUCCESS : EXIT_FAILURE);
}

static bool
misplaced_row_holds(const void *arg)
{
	char name[] = "test", end[] = "--", before[128];
	char *argv[ARGS] = { name };
	int argc = 1;

	misplaced = arg;
	if (misplaced->at_end)
		argv[argc++] = end;
	if (misplaced->name != NULL) {
		strlcpy(before, misplaced->name, sizeof(before));
		argv[argc++] = before;
	}
	strlcpy(misplaced_arg, misplaced->arg, sizeof(misplaced_arg));
	argv[argc++] = misplaced_arg;
	atexit(end_misplaced);
	takes(argv);
	exit(EXIT_FAILURE); /* unless end_misplaced() changes it */
}

static int
test_args_misplaced(void)
{
	const unsigned int failed = COUNT_FAILED(misplaced_row_holds, misplaced_rows);

	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}
TEST_IN_CHILD(test_args_misplaced)

struct unit_test_suite vf_token_redact_suite = {
	.suite_name = "VFIO VF token redaction",
	.unit_test_cases = {
		TEST_CASE(test_args_in_child),
		TEST_CASE(test_args_constant_in_child),
		TEST_CASE(test_args_misplaced_in_child),
		TEST_CASES_END()
	}
};
