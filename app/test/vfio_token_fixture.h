/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_FIXTURE_H_
#define VFIO_TOKEN_FIXTURE_H_

/**
 * @file
 * What the autotests of VF tokens share: a made-up sysfs with the devices of
 * vfio_kernel_model.h, opens of them as bus drivers do it, the log as text, and
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
#define OTHER_PF "0000:03:00.0"  /**< of the model's first spare group */
#define ABSENT_PF "ffff:01:00.0" /**< no machine has it */
#define A RULES_TOKEN_A
#define B RULES_TOKEN_B

/** The made-up sysfs, and room for files of a test. */
extern char sysfs[PATH_MAX / 2];

/** Make it; for a suite's setup. */
int
vfio_fixture_setup(void);

/** Remove it with all that is in it. */
void
vfio_fixture_teardown(void);

/** rte_pci_vf_token_set() by an address's text, or NULL for the default. */
int
set_token(const char *pf, const char *source);

/** rte_pci_vf_token_remove(), likewise. */
int
remove_token(const char *pf);

/** rte_pci_vf_token_rotate(), likewise. */
int
rotate_token(const char *pf, const char *source);

/** Forget all tokens of PF, OTHER_PF, ABSENT_PF, and the default. */
void
forget_tokens(void);

/** Whether that is the default token; NULL for none. */
bool
is_default(const char *token);

/** The VFIO container that devices are opened in. */
extern int container;

/** rte_vfio_setup_device() in that. Returns a descriptor or -1. */
int
open_device(const char *addr);

/** The same without its log. */
int
open_quietly(const char *addr);

/** rte_vfio_release_device(). */
int
close_device(const char *addr, int fd);

/** Arm the model of the kernel, with a container, and forget all tokens. */
void
begin_model(void);

/** Disarm it and forget all tokens. Fails if a device is left open. */
int
end_model(void);

/** Whether this process opens a VF with the token that it has. */
bool
vf_opens(void);

/** Whether a PF that is not open has a token, its own or the default; NULL for none. */
bool
pf_has(const char *pf, const char *token);

/** What rte_pci_vf_token_dump() prints. */
const char *
dump_text(char *text, size_t size);

/** Keep what is logged from now on from the terminal. */
void
capture_start(void);

/** What was logged; lives until capture_end(). */
const char *
capture_text(void);

/** The log goes to the terminal again. */
void
capture_end(void);

/** Whether a text shows a secret, in either case. */
bool
shows(const char *text, const char *secret);

unsigned int
count_lines(const char *text);

/** Entries of a folder, "." and ".." among them; 0 if there is none. */
unsigned int
count_entries(const char *path);

/** A source with the folder's path in the place of '%', in PATH_MAX bytes or as it is. */
const char *
expand(const char *source, char *to);

/** Write a file in the folder. */
void
put_file(const char *name, const char *text, mode_t mode);

/** The first 36 bytes of a file's first line; empty if there is none. */
void
read_line(const char *path, char *line);

/** Parts of vfio_vf_token_autotest and of its runtime_autotest in files of their own. */
extern struct unit_test_suite vf_token_open_suite, vf_token_source_suite,
	vf_token_status_suite;

/** Run a test with a level of EAL's log. */
int
with_level(uint32_t level, int (*test)(void));

/** Run this program anew, for one test in the place of main(). */
int
run_in_child(const char *name);

/** That test, if it is the one. Does not return then. */
void
run_if_child(const char *name, int (*test)(void));

/**
 * Define a test that runs another one in a new process. As main() does not get
 * to initialise EAL there, the test may call rte_eal_init() as often as it
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

/** What rte_eal_init() has printed and logged there. Owned by the test that runs. */
extern char said[65536];

/** Room for its arguments, with one that is added and the NULL behind them. */
#define ARGS 8

/**
 * Call rte_eal_init(), which fails by another option. Whether it has taken the
 * tokens in its arguments.
 */
bool
takes(char **argv);

/** Call it where it is for a token to make it fail. Whether it has. */
bool
rejects(char **argv);

/** Keep what is said, if it exits. Such a test then ends by _exit(). */
void
keep_said(void);

/** Whether a row of a table holds, in a process of its own. */
bool
holds_in_fork(bool (*holds)(const void *row), const void *row);

#endif /* VFIO_TOKEN_FIXTURE_H_ */
