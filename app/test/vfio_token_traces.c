/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Test that no part of a VF token stays on the stack, or in registers, from where the
 * dynamic linker may save it on the stack: a core dump would show it. To see the
 * registers, raise a signal: the kernel saves them on the stack of its handler.
 */

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_uuid.h>

#include "test.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

#define DEPTH 65536
#define PIECE 8 /* bytes of a token that are not there by chance */

/* Owned by the running test: what calls left, and how signals were handled before. */
static uint8_t registers[DEPTH], stack[DEPTH];
static stack_t old_stack;
static struct sigaction old_action;

static void
on_signal(int sig __rte_unused)
{
}

static int
catch_registers(void)
{
	const stack_t own = { .ss_sp = registers, .ss_size = sizeof(registers) };
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };

	return sigaltstack(&own, &old_stack) < 0 ? -1 :
		sigaction(SIGUSR2, &action, &old_action);
}

static void
release_registers(void)
{
	sigaction(SIGUSR2, &old_action, NULL);
	sigaltstack(&old_stack, NULL);
}

static __rte_noinline void
clear_traces(void)
{
	volatile uint8_t used[DEPTH];
	size_t i;

	memset(registers, 0, sizeof(registers));
	for (i = 0; i < sizeof(used); i++)
		used[i] = 0;
}

/* Copy the stack below this frame and the registers. */
static __rte_noinline __rte_no_asan void
take_traces(void)
{
	const volatile uint8_t *below;
	size_t i;

	/* as an integer, or the compiler knows that this is out of bounds */
	below = (const volatile uint8_t *)((uintptr_t)&i - DEPTH);
	for (i = 0; i < sizeof(stack); i++)
		stack[i] = below[i];
	raise(SIGUSR2);
}

static unsigned int
count_pieces(const char *call, const char *where, const uint8_t *traces,
		const void *secret, size_t len)
{
	unsigned int n = 0;
	size_t i;

	for (i = 0; i + PIECE <= len; i++)
		n += memmem(traces, DEPTH, (const uint8_t *)secret + i, PIECE) != NULL;
	if (n > 0)
		printf("%s left %u pieces of %zu bytes in the %s\n", call, n, len, where);
	return n;
}

/* Count pieces of a token in what a call has left. */
static unsigned int
count_traces(const char *call, const char *token)
{
	rte_uuid_t uuid;
	unsigned int n;

	take_traces();
	rte_uuid_parse(token, uuid);
	n = count_pieces(call, "registers", registers, uuid, sizeof(uuid));
	n += count_pieces(call, "stack", stack, uuid, sizeof(uuid));
	n += count_pieces(call, "registers", registers, token, strlen(token));
	return n + count_pieces(call, "stack", stack, token, strlen(token));
}

static int
test_traces(void)
{
	char source[PATH_MAX];
	unsigned int n;
	int pf, vf;

	begin_without_tokens();
	expand("file:%/traces", source);

	put_file("traces", A "\n", 0600);
	clear_traces();
	TEST_ASSERT_SUCCESS(set_token(PF, source), "set");
	n = count_traces("set", A);
	clear_traces();
	pf = open_quietly(PF);
	n += count_traces("open of the PF", A);
	clear_traces();
	vf = open_quietly(VF);
	n += count_traces("open of a VF", A);
	TEST_ASSERT(pf >= 0 && vf >= 0, "a device does not open");

	put_file("traces", B "\n", 0600);
	clear_traces();
	TEST_ASSERT_SUCCESS(rotate_token(PF, source), "rotate");
	n += count_traces("rotation", B);
	TEST_ASSERT_EQUAL(n, 0, "%u pieces of tokens were left", n);
	close_device(VF, vf);
	close_device(PF, pf);
	return end_without_tokens();
}

struct unit_test_suite vf_token_traces_suite = {
	.suite_name = "VFIO VF token traces",
	.setup = vfio_fixture_setup,
	.teardown = vfio_fixture_teardown,
	.unit_test_cases = {
		TEST_CASE_ST(catch_registers, release_registers, test_traces),
		TEST_CASES_END()
	}
};
