/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_FUNCTIONS_H_
#define VFIO_TOKEN_FUNCTIONS_H_

/**
 * @file
 * The functions for applications, as the VF token autotests call them.
 */

#include <stddef.h>

/** rte_pci_vf_token_set() by address text, or NULL for the default. */
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

/** Get the output of rte_pci_vf_token_dump(). */
const char *
dump_text(char *text, size_t size);

/** begin_model() for a test that sets tokens: there are none before. */
void
begin_without_tokens(void);

/** end_model() likewise: there are none afterwards. */
int
end_without_tokens(void);

/** Parts of vfio_vf_token_runtime_autotest in other files. */
extern struct unit_test_suite vf_token_store_suite, vf_token_status_suite,
	vf_token_traces_suite;

#endif /* VFIO_TOKEN_FUNCTIONS_H_ */
