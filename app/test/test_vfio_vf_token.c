/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test VF tokens in the arguments and the environment by calling rte_eal_init()
 * in separate processes. It always fails there, if nothing else is wrong because
 * of another option, so that it can be called again. Every row is run, and each
 * row that fails is named.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_pci_vf_token.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "test.h"
#include "vfio_kernel_model.h"
#include "vfio_sys.h"
#include "vfio_token_fixture.h"

#define OPTION "--vfio-vf-token"
#define VARIABLE "DPDK_VFIO_VF_TOKEN"
#define STARS "************************************"

/* Count the lines of EAL's log that are about VF tokens. */
static unsigned int
count_said(void)
{
	char *copy = strdup(said), *rest = copy, *line;
	unsigned int n = 0;

	while ((line = strsep(&rest, "\n")) != NULL)
		n += strncmp(line, "EAL: ", 5) == 0 && (strstr(line, "vf-token") != NULL ||
			strstr(line, "VF_TOKEN") != NULL || strstr(line, "VF token") != NULL);
	free(copy);
	return n;
}

/* Whether EAL reacts as expected to the option, given twice if first is set. */
static bool
give(const char *first, const char *second, bool is_good)
{
	char name[] = "test", one[PATH_MAX], two[PATH_MAX];
	char *argv[ARGS] = { name };
	int argc = 1;

	if (first != NULL) {
		snprintf(one, sizeof(one), OPTION "=%s", first);
		argv[argc++] = one;
	}
	snprintf(two, sizeof(two), OPTION "=%s", second);
	argv[argc++] = two;
	return is_good ? takes(argv) : rejects(argv);
}

static const struct address_row {
	const char *text;
	const char *as; /* in full; NULL: no address */
} address_rows[] = {
	{ "0000:01:00.0", "0000:01:00.0" },
	{ "01:00.0", "0000:01:00.0" },
	{ "ffffffff:ff:1f.7", "ffffffff:ff:1f.7" },
	{ "10000:e1:00.0", "10000:e1:00.0" },
	{ "0:1:0.0", "0000:01:00.0" },
	{ "AB:1F.7", "0000:ab:1f.7" },
	{ "", NULL },
	{ ":", NULL },
	{ "01:00", NULL },
	{ "01:00.", NULL },
	{ "01:00.8", NULL },
	{ "01:20.0", NULL },
	{ "100:00.0", NULL },
	{ "100000000:01:00.0", NULL },
	{ "0000:01:00.0 ", NULL },
	{ " 0000:01:00.0", NULL },
	{ "0000:01:00.0.0", NULL },
	{ "0000:01:00:0", NULL },
	{ "0x0:01:00.0", NULL },
	{ "-1:00.0", NULL },
	{ "+1:00.0", NULL },
	{ "0000:00:01:00.0", NULL },
	{ "g1:00.0", NULL },
	{ "eth0", NULL },
};

static bool
address_row_holds(const void *arg)
{
	const struct address_row *row = arg;
	char value[128];
	bool holds;

	snprintf(value, sizeof(value), "%s=" A, row->text);
	holds = give(NULL, value, row->as != NULL) && (row->as != NULL ?
		pf_has(row->as, A) :
		strstr(said, "no PCI address") != NULL);
	if (!holds)
		printf("address '%s' is not '%s', log: %s\n", row->text,
			row->as != NULL ? row->as : "wrong", said);
	return holds;
}

static int
test_address(void)
{
	unsigned int i, failed = 0;

	begin_model();
	for (i = 0; i < RTE_DIM(address_rows); i++)
		failed += !holds_in_fork(address_row_holds, &address_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}
TEST_IN_CHILD(test_address)

/* Values of the option, each given after the value in before, if any. */
static const struct option_row {
	const char *before;
	const char *value;
	bool is_good;
	const char *message; /* must be in the log; NULL: nothing is logged */
} option_rows[] = {
	{ NULL, A, true, NULL },
	{ NULL, "D1B0A5C4-7C57-4E0F-9A9B-3F6F2F1E0A01", true, NULL },
	{ NULL, "ffff:01:00.0=" A, true, "no PCI device ffff:01:00.0 at present" },
	{ "ffff:01:00.0=" A, B, true, NULL },
	{ "ffff:01:00.0=" A, "ffff:01:00.1=" A, true, "ffff:01:00.1" },
	{ NULL, "", false, "this has 0 characters" },
	{ NULL, "=", false, "no PCI address" },
	{ NULL, "=" A, false, "no PCI address" },
	{ NULL, "ffff:01:00.0=", false, "for PF ffff:01:00.0 rejected: a UUID is 36 characters" },
	{ NULL, "ffff:01:00.0", false, "unknown source" },
	{ NULL, A "=ffff:01:00.0", false, "no PCI address" },
	{ NULL, "01:00.8=" A, false, "no PCI address" },
	{ NULL, "eth0=" A, false, "no PCI address" },
	{ NULL, "ffff:01:00.0=ffff:01:00.0=" A, false, "unknown source" },
	{ NULL, "1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", false, "has 35" },
	{ NULL, "0d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", false, "has 37" },
	{ NULL, "d1b0a5c47c574e0f9a9b3f6f2f1e0a01", false, "has 32" },
	{ NULL, "{" A "}", false, "has 38" },
	{ NULL, " " A, true, NULL },
	{ NULL, A " ", true, NULL },
	{ NULL, A "\n", true, NULL },
	{ NULL, A " " A, false, "has 73" },
	{ NULL, "urn:uuid:" A, false, "unknown source" },
	{ NULL, "fiile:/run/token", false, "unknown source, use file:, generate:" },
	{ NULL, "deadbeef:", false, "unknown source" },
	{ NULL, STARS, false,
		"was overwritten when it was read, and is no longer known" },
	{ NULL, "d1b0a5c47-c57-4e0f-9a9b-3f6f2f1e0a01", false, "with hyphens" },
	{ NULL, "d1b0a5c4_7c57_4e0f_9a9b_3f6f2f1e0a01", false, "with hyphens" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a0g", false, "hexadecimal" },
	{ NULL, "d1b0a5c4-7c57-4e0f-9a9b- f6f2f1e0a01", false, "hexadecimal" },
	{ NULL, "00000000-0000-0000-0000-000000000000", false, "nil UUID" },
	{ A, B, false, "the default already has a token" },
	{ A, A, false, "the default already has a token" },
	{ "ffff:01:00.0=" A, "ffff:01:00.0=" B, false, "this PF already has a token" },
	{ "ffff:01:00.0=" A, "FFFF:1:0.0=" B, false, "this PF already has a token" },
};

static bool
option_row_holds(const void *arg)
{
	const struct option_row *row = arg;
	const char *source = strrchr(row->value, '=');
	/* of a PF that does not exist */
	const unsigned int before = row->before != NULL && *row->before == 'f';
	bool holds = give(row->before, row->value, row->is_good);

	source = source != NULL ? source + 1 : row->value;
	holds &= !shows(said, A) && !shows(said, B) &&
		(strlen(source) < 32 || *source == '*' || !shows(said, source));
	holds &= count_said() == before + (row->message != NULL);
	if (row->message != NULL)
		holds &= strstr(said, row->message) != NULL;
	if (!row->is_good)
		holds &= strstr(said, OPTION) != NULL;
	/* a rejected token is not stored */
	if (row->before == NULL && !row->is_good)
		holds &= is_default(NULL) && pf_has(ABSENT_PF, NULL);
	if (!holds)
		printf("option '%s', expected to be %s: %s\n", row->value,
			row->is_good ? "taken" : "rejected", said);
	return holds;
}

static int
test_option(void)
{
	unsigned int i, failed = 0;

	begin_model();
	for (i = 0; i < RTE_DIM(option_rows); i++)
		failed += !holds_in_fork(option_row_holds, &option_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}
TEST_IN_CHILD(test_option)

/* Tokens that are read are overwritten, even those after "--". */
static int
test_args(void)
{
	char one[] = OPTION "=" A, two[] = OPTION, value[] = A;
	char pf[] = OPTION "=" ABSENT_PF "=" B;
	char file[] = OPTION "=file:/nowhere=at all";
	char after[] = OPTION "=" B, bad[] = OPTION "=d1b0a5c4";
	char name[] = "test", end[] = "--", other[] = "--vfio-intr=msix";
	char slip[] = OPTION "=file:" A;
	char *equals[ARGS] = { name, other, one, pf, end, after, NULL };
	char *apart[ARGS] = { name, two, value, NULL };
	char *files[ARGS] = { name, file, NULL };
	char *wrong[ARGS] = { name, bad, NULL };
	char *slips[ARGS] = { name, slip, NULL };

	begin_model();
	TEST_ASSERT(takes(equals), "not taken");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B), "other tokens");
	TEST_ASSERT_SUCCESS(strcmp(one, OPTION "=" STARS), "still shown: %s", one);
	TEST_ASSERT_SUCCESS(strcmp(pf, OPTION "=" ABSENT_PF "=" STARS), "still shown: %s", pf);
	TEST_ASSERT_SUCCESS(strcmp(after, OPTION "=" STARS), "still shown: %s", after);

	/* the same arguments again, as after rte_eal_init() failed */
	TEST_ASSERT(takes(equals), "not taken again");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B), "forgotten");

	forget_tokens();
	TEST_ASSERT(takes(apart), "two arguments are not taken");
	TEST_ASSERT(is_default(A) && strspn(value, "*") == strlen(value),
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
	char *variable = make_constant(VARIABLE "=" A);
	char *other = make_constant("VFIO_TEST_TOKEN=" B);
	char *fixed[ARGS] = { name, constant, NULL };

	begin_model();
	TEST_ASSERT(constant != NULL && variable != NULL && other != NULL, "mmap");
	TEST_ASSERT(takes(fixed), "a constant is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT(fixed[1] != constant && !shows(fixed[1], A),
		"still shown: %s", fixed[1]);

	forget_tokens();
	TEST_ASSERT_SUCCESS(putenv(variable), "putenv");
	TEST_ASSERT(takes(none), "the variable is not taken");
	TEST_ASSERT(is_default(A), "another default");
	TEST_ASSERT_NULL(getenv(VARIABLE), "the variable is there");
	forget_tokens();
	TEST_ASSERT_SUCCESS(putenv(other), "putenv");
	TEST_ASSERT(takes(by_env), "the variable is not taken");
	TEST_ASSERT(is_default(B), "another default");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	return end_model();
}
TEST_IN_CHILD(test_args_constant)

/* Whether a forked process opens the VF, possibly after rte_eal_init(). */
static bool
in_fork(bool inits)
{
	char name[] = "test";
	char *none[ARGS] = { name, NULL };
	int status;
	pid_t pid;

	pid = fork();
	if (pid == 0)
		_exit((!inits || takes(none)) && vf_opens() ? EXIT_SUCCESS : EXIT_FAILURE);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* A forked process has the tokens, before and after rte_eal_init(). */
static int
test_fork(void)
{
	char name[] = "test", owner[] = PF " vf_token=" A;
	char *none[ARGS] = { name, NULL };
	int pf;

	begin_model();
	pf = ioctl(vfio_model_targets[RULES_PF].group_fd, VFIO_GROUP_GET_DEVICE_FD, owner);
	TEST_ASSERT(pf >= 0, "the PF does not open");
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	TEST_ASSERT(in_fork(false), "lost before rte_eal_init()");
	TEST_ASSERT(in_fork(true), "lost by rte_eal_init()");
	TEST_ASSERT(takes(none), "arguments");
	TEST_ASSERT(vf_opens(), "lost by rte_eal_init() in this process");
	TEST_ASSERT(in_fork(false), "lost after rte_eal_init()");
	TEST_ASSERT(in_fork(true), "lost by another rte_eal_init()");
	close(pf);
	return end_model();
}
TEST_IN_CHILD(test_fork)

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
	unsigned int i, failed = 0;

	for (i = 0; i < RTE_DIM(misplaced_rows); i++)
		failed += !holds_in_fork(misplaced_row_holds, &misplaced_rows[i]);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}
TEST_IN_CHILD(test_args_misplaced)

/*
 * A second call of rte_eal_init() forgets nothing: tokens no longer given stay
 * known, even if their source is used up, and tokens given again are replaced.
 */
static int
test_args_again(void)
{
	char name[] = "test", env[] = OPTION "=env:VFIO_TEST_TOKEN";
	char other[] = OPTION "=" B, absent[] = OPTION "=env:VFIO_TEST_ABSENT";
	char *first[ARGS] = { name, env, NULL }, *none[ARGS] = { name, NULL };
	char *anew[ARGS] = { name, other, NULL }, *never[ARGS] = { name, absent, NULL };

	begin_model();
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT(takes(first), "not taken");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	TEST_ASSERT(takes(first), "not taken again");
	TEST_ASSERT(is_default(A), "given again, but forgotten");
	TEST_ASSERT(rejects(never), "another one that is not there");
	TEST_ASSERT(takes(none), "not taken without it");
	TEST_ASSERT(is_default(A), "not given any more, and forgotten");
	TEST_ASSERT(takes(first), "not taken a third time");
	TEST_ASSERT(is_default(A), "given again, but forgotten");
	setenv("VFIO_TEST_TOKEN", B, 1);
	TEST_ASSERT(takes(first), "not taken anew");
	TEST_ASSERT(is_default(B), "the old token");
	TEST_ASSERT_SUCCESS(set_token(NULL, A), "set");
	TEST_ASSERT(takes(anew), "not taken in the place of another");
	TEST_ASSERT(is_default(B), "the old token");
	return end_model();
}
TEST_IN_CHILD(test_args_again)

/* Tokens set by the application stay, unless the arguments replace them. */
static int
test_set_before(void)
{
	char name[] = "test";
	char *none[ARGS] = { name, NULL };

	begin_model();
	TEST_ASSERT_SUCCESS(set_token(PF, A), "set");
	TEST_ASSERT(give(NULL, ABSENT_PF "=" B, true), "an option for another PF");
	TEST_ASSERT(pf_has(PF, A) && pf_has(ABSENT_PF, B), "forgotten");
	TEST_ASSERT(give(NULL, PF "=" B, true), "an option for the same PF");
	TEST_ASSERT(pf_has(PF, B), "not replaced by the option");
	setenv(VARIABLE, PF "=" A, 1);
	TEST_ASSERT(takes(none), "a variable for the same PF");
	TEST_ASSERT(pf_has(PF, A), "not replaced by the variable");
	return end_model();
}
TEST_IN_CHILD(test_set_before)

static int
test_args_variable(void)
{
	char name[] = "test", option[] = OPTION "=" B;
	char env[] = OPTION "=env:VFIO_TEST_TOKEN";
	char env_pf[] = OPTION "=" ABSENT_PF "=env:VFIO_TEST_TOKEN";
	char *none[ARGS] = { name, NULL };
	char *wins[ARGS] = { name, option, NULL };
	char *both[ARGS] = { name, env, env_pf, NULL };
	char *text;

	begin_model();
	setenv(VARIABLE, A "," ABSENT_PF "=" B, 1);
	text = getenv(VARIABLE);
	TEST_ASSERT(takes(none), "the variable is not taken");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, B),
		"the variable's tokens are not there");
	TEST_ASSERT_NULL(getenv(VARIABLE), "the variable is there");
	TEST_ASSERT(!shows(text, A) && !shows(text, B), "the variable's text is there");
	TEST_ASSERT(takes(none), "again");
	TEST_ASSERT(is_default(A), "forgotten with the variable");

	setenv(VARIABLE, A, 1);
	TEST_ASSERT(takes(wins), "option and variable");
	TEST_ASSERT(is_default(B), "the variable has won");
	setenv(VARIABLE, A "," B, 1);
	TEST_ASSERT(rejects(none), "the default twice, but taken");
	TEST_ASSERT(!shows(said, A) && !shows(said, B), "%s", said);
	setenv(VARIABLE, "", 1);
	TEST_ASSERT(rejects(none), "nothing, but taken");

	/* one variable for two PFs; removed after both have it */
	forget_tokens();
	setenv("VFIO_TEST_TOKEN", A, 1);
	TEST_ASSERT(takes(both), "a variable for two");
	TEST_ASSERT(is_default(A) && pf_has(ABSENT_PF, A), "not both");
	TEST_ASSERT_NULL(getenv("VFIO_TEST_TOKEN"), "the variable is there");
	TEST_ASSERT(takes(both), "a variable that is gone");
	TEST_ASSERT(is_default(A), "forgotten with the variable");
	forget_tokens();
	TEST_ASSERT(rejects(both), "never known, but taken");
	return end_model();
}
TEST_IN_CHILD(test_args_variable)

/* How the status names the source of a token; '%' is the directory. */
#define SIXTY_FOUR "the_name_of_a_file_that_has_as_many_as_sixty_and_four_characters"
static const struct status_row {
	const char *name;     /* of a file, or NULL */
	const char *option;
	const char *variable; /* or NULL */
	const char *status;
	unsigned int cut;     /* of the source, or 0 */
} status_rows[] = {
	{ "b", "file:%/b", NULL, "by feature, from the option, file:%/b", 0 },
	/* characters that upset a terminal or JSON are replaced */
	{ "b\"\\\x1b\xc3\xa9", "file:%/b\"\\\x1b\xc3\xa9", NULL,
		"by feature, from the option, file:%/b?????", 0 },
	/* text longer than the display limit is truncated */
	{ SIXTY_FOUR, "file:%/" SIXTY_FOUR, NULL,
		"by feature, from the option, file:%/" SIXTY_FOUR, 60 },
	{ NULL, B, PF "=" A, "by feature, from the variable, uuid", 0 },
};

static bool
status_row_holds(const void *arg)
{
	const struct status_row *row = arg;
	char option[PATH_MAX], status[PATH_MAX], expected[PATH_MAX + 64], text[4096];
	bool holds;
	int fd;

	if (row->name != NULL)
		put_file(row->name, B "\n", 0600);
	if (row->variable != NULL)
		setenv(VARIABLE, row->variable, 1);
	holds = give(NULL, expand(row->option, option), true);
	snprintf(expected, sizeof(expected), PF ": PF, VF token %s",
		expand(row->status, status));
	if (row->cut != 0)
		strlcpy(strstr(expected, "file:") + row->cut, "...", sizeof("..."));
	strlcat(expected, "\n", sizeof(expected));
	fd = open_quietly(PF);
	holds &= fd >= 0 && strcmp(dump_text(text, sizeof(text)), expected) == 0;
	if (!holds)
		printf("status expected: %sfound: %s", expected, text);
	close_device(PF, fd);
	return holds;
}

static int
test_args_status(void)
{
	unsigned int i, failed = 0;

	begin_model();
	for (i = 0; i < RTE_DIM(status_rows); i++)
		failed += !holds_in_fork(status_row_holds, &status_rows[i]);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}
TEST_IN_CHILD(test_args_status)

/* Location of the store; owned by the test below. */
static struct {
	char *mem;
	size_t len;
} resting;

static void *
remembering_mmap(void *mem, size_t len, int prot, int flags, int fd, off_t at)
{
	resting.mem = vfio_sys_real()->mmap(mem, len, prot, flags, fd, at);
	resting.len = len;
	return resting.mem;
}

/* the part of the store that holds the tokens of a test */
#define FIRST_TOKENS 65536

/*
 * Count how often the bytes of a token occur in this process' memory, or return
 * a negative errno. Only the kernel may read all of the memory.
 */
static int
count_in_memory(uintptr_t from, size_t len, const char *text)
{
	static char copy[FIRST_TOKENS];
	const char *p = copy;
	rte_uuid_t token;
	int fd, n = 0;

	fd = open("/proc/self/mem", O_RDONLY);
	if (fd < 0)
		return -errno;
	if (len > sizeof(copy) || pread(fd, copy, len, from) != (ssize_t)len)
		n = -EIO;
	close(fd);
	rte_uuid_parse(text, token);
	while (n >= 0 && (p = memmem(p, copy + len - p, token,
			sizeof(token))) != NULL) {
		p += sizeof(token);
		n++;
	}
	return n;
}

static int
times_at_rest(const char *text)
{
	return count_in_memory((uintptr_t)resting.mem, RTE_MIN(resting.len, (size_t)FIRST_TOKENS),
		text);
}

/*
 * A removed token is wiped, even if another one takes its place. Runs in a
 * process that has no store yet.
 */
static int
test_removed(void)
{
	struct vfio_sys sys = *vfio_sys_real();

	sys.mmap = remembering_mmap;
	vfio_sys_replace(&sys);
	TEST_ASSERT_SUCCESS(set_token(PF, A), "set");
	TEST_ASSERT_SUCCESS(set_token(NULL, B), "set default");
	TEST_ASSERT_EQUAL(times_at_rest(A), 1, "the store is elsewhere");
	TEST_ASSERT_SUCCESS(remove_token(PF), "remove");
	TEST_ASSERT_EQUAL(times_at_rest(A), 0, "a removed token is left");
	TEST_ASSERT_EQUAL(times_at_rest(B), 1, "a copy is left");
	TEST_ASSERT_SUCCESS(remove_token(NULL), "remove default");
	TEST_ASSERT_EQUAL(times_at_rest(B), 0, "a removed token is left");
	vfio_sys_replace(NULL);
	return TEST_SUCCESS;
}
TEST_IN_CHILD(test_removed)

static struct unit_test_suite vf_token_suite = {
	.suite_name = "VFIO VF token arguments",
	.unit_test_cases = {
		TEST_CASE(test_address_in_child),
		TEST_CASE(test_option_in_child),
		TEST_CASE(test_args_in_child),
		TEST_CASE(test_args_constant_in_child),
		TEST_CASE(test_args_misplaced_in_child),
		TEST_CASE(test_args_again_in_child),
		TEST_CASE(test_args_variable_in_child),
		TEST_CASE(test_args_status_in_child),
		TEST_CASE(test_set_before_in_child),
		TEST_CASE(test_fork_in_child),
		TEST_CASE(test_removed_in_child),
		TEST_CASES_END()
	}
};

static int
test_vfio_vf_token(void)
{
	int ret = unit_test_suite_runner(&vf_token_suite);

	if (unit_test_suite_runner(&vf_token_source_suite) != 0)
		ret = TEST_FAILED;
	if (unit_test_suite_runner(&vf_token_open_suite) != 0)
		ret = TEST_FAILED;
	return ret;
}

REGISTER_FAST_TEST(vfio_vf_token_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token);
