/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_FIXTURE_H_
#define VFIO_TOKEN_FIXTURE_H_

/**
 * @file
 * Common code of the VF token autotests: a fake sysfs with the devices of
 * vfio_kernel_model.h, opens of them as in bus drivers, the log as text, and
 * tests in a process whose EAL is not initialised.
 */

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <rte_common.h>

#include "vfio_kernel_rules.h"

#define PF "0000:01:00.0"
#define VF "0000:01:10.0"
#define PLAIN "0000:00:03.0"
#define FOREIGN_PF "0000:02:00.0"
#define FOREIGN_VF "0000:02:10.0"
#define OTHER_PF "0000:03:00.0"  /**< in the model's first spare group */
#define ABSENT_PF "ffff:01:00.0" /**< no machine has it */

#define OPTION "--vfio-vf-token"
#define VARIABLE "DPDK_VFIO_VF_TOKEN"
#define STARS "************************************"

#define A RULES_TOKEN_A
#define B RULES_TOKEN_B

/** The fake sysfs, also the directory for files of a test. */
extern char sysfs[PATH_MAX / 2];

/** Create it; for the setup of a suite. */
int
vfio_fixture_setup(void);

/** Remove it and everything in it. */
void
vfio_fixture_teardown(void);

/** Whether this is the default token; NULL for none. */
bool
is_default(const char *token);

/** dev_vfio_setup_device(). Returns a descriptor or -1. */
int
open_device(const char *addr);

/** The same without logging. */
int
open_quietly(const char *addr);

/** dev_vfio_release_device(). */
int
close_device(const char *addr, int fd);

/** Arm the model of the kernel. */
void
begin_model(void);

/** Disarm the model. Fails if a device is left open. */
int
end_model(void);

/** Whether this process opens a VF with the token that it has. */
bool
vf_opens(void);

/** Whether a closed PF has a token, its own or the default; NULL for none. */
bool
pf_has(const char *pf, const char *token);

/** From now on, keep log output off the terminal. */
void
capture_start(void);

/** Get the captured log; valid until capture_end(). */
const char *
capture_text(void);

/** Send the log to the terminal again. */
void
capture_end(void);

/** Whether a text shows a secret, ignoring case. */
bool
shows(const char *text, const char *secret);

unsigned int
count_lines(const char *text);

/** Count directory entries, including "." and ".."; 0 if there is none. */
unsigned int
count_entries(const char *path);

/** Expand '%' in a source to the directory, in PATH_MAX bytes, or as is. */
const char *
expand(const char *source, char *to);

/** Write a file in the directory. */
void
put_file(const char *name, const char *text, mode_t mode);

/** Read the first 36 bytes of a file's first line; empty if there is none. */
void
read_line(const char *path, char *line);

/* The parts of vfio_vf_token_autotest, each in a file of its own. */

extern struct unit_test_suite vf_token_feature_suite;
extern struct unit_test_suite vf_token_option_suite;
extern struct unit_test_suite vf_token_open_suite;
extern struct unit_test_suite vf_token_source_suite;
extern struct unit_test_suite vf_token_redact_suite;

/** Run a test with a log level for EAL. */
int
with_level(uint32_t level, int (*test)(void));

/** Run this program again, for one test in place of main(). */
int
run_in_child(const char *name);

/** Run that test if it is the requested one; does not return then. */
void
run_if_child(const char *name, int (*test)(void));

/**
 * Define a test that runs another one in a new process. main() does not
 * initialise EAL there, so the test may call rte_eal_init() as often as it
 * fails.
 */
#define TEST_IN_CHILD(test) \
RTE_INIT(run_##test) \
{ \
	run_if_child(#test, test); \
} \
static int \
test##_in_child(void) \
{ \
	return run_in_child(#test); \
}

/** Output and log of rte_eal_init() there. Owned by the running test. */
extern char said[65536];

/** Room for its arguments, an added one and the terminating NULL. */
#define ARGS 8

/**
 * Call rte_eal_init(), which another option makes fail. Returns whether it took
 * the tokens in its arguments.
 */
bool
takes(char **argv);

/** Call it where a token must make it fail. Returns whether it does. */
bool
rejects(char **argv);

/** Keep the output if it exits. Such a test then ends with _exit(). */
void
keep_said(void);

/** Count the lines of EAL's log there that are about VF tokens. */
unsigned int
count_said(void);

/** Whether a row of a table holds, in a separate process. */
bool
holds_in_fork(bool (*holds)(const void *row), const void *row);

/**
 * Give the option once, or twice, in such a process. Returns whether the tokens
 * are taken, or rejected, as expected.
 */
bool
give(const char *first, const char *second, bool is_good);

/** Count the rows of a table that do not hold, each in a separate process. */
unsigned int
count_failed(bool (*holds)(const void *row), const void *rows, size_t size, unsigned int count);

#define COUNT_FAILED(holds, rows) \
	count_failed(holds, rows, sizeof(rows[0]), RTE_DIM(rows))

/** Get a variable that a test needs, or print a message and return NULL. */
const char *
need(const char *variable);

#endif /* VFIO_TOKEN_FIXTURE_H_ */
