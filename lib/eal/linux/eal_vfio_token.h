/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_H_
#define EAL_VFIO_TOKEN_H_

/**
 * @file
 * The store: which PF has which VF token.
 *
 * A table of tokens occupies its own pages, which are kept out of swap and core
 * dumps and wiped before they are released. The store is the table in use.
 * rte_eal_init() builds a new one to replace it. A forked process inherits it.
 *
 * One lock guards the store. Code that opens a device or changes a token holds
 * it from beginning to end, so that store and kernel agree for everyone else.
 * Do not take it on data cores: an open may take a second.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <rte_uuid.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio_token_source.h"

/** The EAL option. */
#define VFIO_TOKEN_OPTION "--vfio-vf-token"

/** Variable that does the same where EAL options are not passed on. */
#define VFIO_TOKEN_VARIABLE "DPDK_VFIO_VF_TOKEN"

/** Size of a PF's name in sysfs, "ffffffff:ff:1f.7" with its terminator. */
#define VFIO_PF_NAME_LEN 17

/** Flags of the VFIO_DEVICE_FEATURE call that sets a token. */
#define VFIO_TOKEN_SET (VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_PCI_VF_TOKEN)

/** Maximum number of tokens per process: more than any machine has PFs. */
#define VFIO_TOKENS_MAX 10240

/** The token of a PF. */
struct vfio_token {
	char pf[VFIO_PF_NAME_LEN]; /**< empty for the default of all PFs */
	const char *given_by; /**< "option", "variable" or "application" */
	rte_uuid_t uuid;
	char source[VFIO_TOKEN_SOURCE_LEN]; /**< safe to display */
	bool rotates; /**< together with the PF being rotated; not copied */
};

/** Tokens, one per PF. The kernel provides memory only for those in use. */
struct vfio_token_table {
	size_t count;
	struct vfio_token tokens[VFIO_TOKENS_MAX];
};

/** Lock of the store. */
extern pthread_mutex_t vfio_token_mutex;

/** The table in use, or NULL for an empty one; guarded by the lock. */
extern struct vfio_token_table *vfio_tokens;

/**
 * Look up the token of exactly this PF.
 *
 * @param table
 *   A table, or NULL for an empty one.
 * @param pf
 *   Name of the PF in sysfs, or "" for the default.
 * @return
 *   The token in the table, or NULL.
 */
struct vfio_token *vfio_token_find(struct vfio_token_table *table, const char *pf);

/** Look up the token that applies to a PF: its own, else the default. */
struct vfio_token *vfio_token_of_pf(struct vfio_token_table *table, const char *pf);

/**
 * Find the place for a PF's token in a table.
 *
 * @param table
 *   A table, or NULL for an empty one, which is then created.
 * @param pf
 *   Name of the PF in sysfs, or "" for the default.
 * @return
 *   The PF's token, the place after the last one, or NULL if there is no room.
 */
struct vfio_token *vfio_token_place(struct vfio_token_table **table, const char *pf);

/**
 * Add a token, or replace the token of the same PF.
 *
 * @param table
 *   A table, or NULL for an empty one, which is then created.
 * @param token
 *   The token.
 * @return
 *   0 on success, -ENOMEM if there is no room: the table is then unchanged.
 */
int vfio_token_put(struct vfio_token_table **table, const struct vfio_token *token);

/**
 * Wipe a token and remove it from a table.
 *
 * @param table
 *   A table, or NULL for an empty one.
 * @param pf
 *   Name of the PF in sysfs, or "" for the default.
 * @return
 *   0 on success, -ENOENT if there is no such token.
 */
int vfio_token_remove(struct vfio_token_table *table, const char *pf);

/** Switch to another table, and wipe the previous one. */
void vfio_token_use_table(struct vfio_token_table *table);

/**
 * Wipe what calls have left of tokens in registers and on the stack below the caller.
 * The last step of every function that handles tokens.
 */
void vfio_token_wipe_traces(void);

/** Wipe and forget all tokens, for rte_eal_cleanup(). */
void vfio_token_cleanup(void);

/** Copy the default token, or nil if none, for rte_eal_vfio_get_vf_token(). */
void vfio_token_get_default(rte_uuid_t uuid);

#endif /* EAL_VFIO_TOKEN_H_ */
