/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test VF tokens in the option by calling rte_eal_init() in separate processes. It
 * always fails there, if nothing else is wrong because of another option, so that
 * it can be called again. Every row is run, and each row that fails is named.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "test.h"
#include "vfio_token_fixture.h"

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
	unsigned int failed;

	begin_model();
	failed = COUNT_FAILED(address_row_holds, address_rows);
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
	{ NULL, A "=ffff:01:00.0", false, "no PCI address" },
	{ NULL, "01:00.8=" A, false, "no PCI address" },
	{ NULL, "eth0=" A, false, "no PCI address" },
	{ NULL, "1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", false, "has 35" },
	{ NULL, "0d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01", false, "has 37" },
	{ NULL, "d1b0a5c47c574e0f9a9b3f6f2f1e0a01", false, "has 32" },
	{ NULL, "{" A "}", false, "has 38" },
	{ NULL, " " A, true, NULL },
	{ NULL, A " ", true, NULL },
	{ NULL, A "\n", true, NULL },
	{ NULL, A " " A, false, "has 73" },
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
	unsigned int failed;

	begin_model();
	failed = COUNT_FAILED(option_row_holds, option_rows);
	TEST_ASSERT_EQUAL(failed, 0, "%u rows failed", failed);
	return end_model();
}
TEST_IN_CHILD(test_option)

struct unit_test_suite vf_token_option_suite = {
	.suite_name = "VFIO VF token option",
	.unit_test_cases = {
		TEST_CASE(test_address_in_child),
		TEST_CASE(test_option_in_child),
		TEST_CASES_END()
	}
};
