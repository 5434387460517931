/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_FIXTURE_H_
#define VFIO_TOKEN_FIXTURE_H_

/**
 * @file
 * What the autotests of VF tokens share: a made-up sysfs with the devices of
 * vfio_kernel_model.h, and the log as text.
 */

#include <limits.h>
#include <stdbool.h>

#include "vfio_kernel_rules.h"

#define PF "0000:01:00.0"
#define VF "0000:01:10.0"
#define PLAIN "0000:00:03.0"
#define FOREIGN_PF "0000:02:00.0"
#define FOREIGN_VF "0000:02:10.0"
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

/** Whether the store has a token of a PF's own; NULL is any, "" the default. */
bool
has_own_token(const char *pf, const char *token);

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

#endif /* VFIO_TOKEN_FIXTURE_H_ */
