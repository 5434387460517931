/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_H_
#define EAL_VFIO_TOKEN_H_

/**
 * @file
 * VF tokens: where they come from, and which one belongs to which PF.
 *
 * A VF token is the UUID that guards the VFs of a PF owned by vfio-pci. It is
 * a secret: whoever takes a copy out of here wipes it after use, and nothing
 * here logs one. This file must not know how devices are opened.
 *
 * All of it runs at EAL start, in one thread, but for the look-ups, which any
 * thread may do from then on.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>
#include <rte_uuid.h>

/** The option's twin, for applications that pass no EAL options on. */
#define VFIO_TOKEN_VARIABLE "DPDK_VFIO_VF_TOKEN"

/** A PCI address, whose text is made by VFIO_PCI_ADDR_FMT as sysfs does. */
struct vfio_pci_addr {
	uint32_t domain;
	uint8_t bus;
	uint8_t devid;
	uint8_t function;
};

#define VFIO_PCI_ADDR_FMT "%04x:%02x:%02x.%x"
#define VFIO_PCI_ADDR_ARGS(a) (a)->domain, (a)->bus, (a)->devid, (a)->function
/** Longest text, "ffffffff:ff:1f.7", with its end. */
#define VFIO_PCI_ADDR_STRLEN 17

/**
 * @internal
 * Read a PCI address, "0000:01:00.0" or "01:00.0" for domain 0.
 *
 * @param text
 *   The address and nothing else.
 * @param addr
 *   Where it goes; untouched on failure.
 * @return
 *   0 on success, -EINVAL if text is no PCI address.
 */
__rte_internal
int
vfio_pci_addr_parse(const char *text, struct vfio_pci_addr *addr);

/* eal_vfio_token_args.c: EAL's arguments and the environment */

/**
 * @internal
 * Take the tokens out of EAL's arguments and VFIO_TOKEN_VARIABLE, before
 * anything else looks at either. Where a token itself stands there, it is
 * overwritten: the arguments with asterisks, variables as a whole, and they
 * are removed. What is wrong is logged, and told by vfio_token_args_end().
 *
 * May be called again after a failure: a token that was overwritten, and one
 * whose source is used up, is still known then.
 *
 * @param argc
 *   Number of arguments.
 * @param argv
 *   The arguments. One that cannot be written to is replaced.
 */
__rte_internal
void
vfio_token_args_take(int argc, char **argv);

/** @internal getopt has come upon the option. */
__rte_internal
void
vfio_token_args_seen(void);

/**
 * @internal
 * The arguments are parsed.
 *
 * @param ret
 *   What parsing them has returned.
 * @return
 *   The same, or -1 if a token was not taken.
 */
__rte_internal
int
vfio_token_args_end(int ret);

/** Print the option's grammar, for EAL's usage text. */
void
vfio_token_usage(void);

/* eal_vfio_token_option.c: the grammar of one value */

/**
 * @internal
 * Take one value, "[<pf address>=]<source>", into the store. A value that is
 * rejected is explained in one line at ERR, in which no part of it stands but
 * a valid address and the place that a source names.
 *
 * @param value
 *   What the user gave.
 * @param from_variable
 *   Given by VFIO_TOKEN_VARIABLE: a PF that the option named keeps what that
 *   gave.
 * @return
 *   0 on success, -EINVAL if it breaks the grammar or holds no usable UUID,
 *   -EEXIST if that PF, or the default, has a token already, -ENOMEM, or the
 *   error that the source had.
 */
__rte_internal
int
vfio_token_option(const char *value, bool from_variable);

/**
 * Find the source in a value.
 *
 * @param value
 *   What the user gave.
 * @return
 *   Where the source begins: behind "<pf address>=" if that is one.
 */
const char *
vfio_token_option_source(const char *value);

/* eal_vfio_token_source.c: the sources */

/** Room for the reason that a source has no token, with its end. */
#define VFIO_TOKEN_REASON_LEN 512

/** What kind of text a source is. */
enum vfio_token_source {
	VFIO_TOKEN_LITERAL,  /**< the token itself, or what was meant as one */
	VFIO_TOKEN_FILE,     /**< file:, generate: can be read again */
	VFIO_TOKEN_ONCE,     /**< fd:, env:, random: cannot */
	VFIO_TOKEN_REDACTED, /**< a token that was overwritten */
};

/**
 * Tell what kind of text a source is.
 *
 * @param source
 *   The source.
 * @return
 *   Its kind. Only a VFIO_TOKEN_LITERAL may be secret.
 */
enum vfio_token_source
vfio_token_source_kind(const char *source);

/**
 * @internal
 * Read a token from a source.
 *
 * @param source
 *   The source, as the option has it.
 * @param token
 *   Where it goes; wiped on failure.
 * @param reason
 *   VFIO_TOKEN_REASON_LEN bytes: on failure, why. Holds no secret.
 * @return
 *   0 on success, -EINVAL if there is no usable UUID in it, or the negated
 *   errno of what could not be done.
 */
__rte_internal
int
vfio_token_source_read(const char *source, rte_uuid_t token, char *reason);

/** Overwrite and remove the variable that a source env:NAME names. */
void
vfio_token_source_forget(const char *source);

/** Overwrite and remove an environment variable. */
void
vfio_token_forget_variable(const char *name);

/**
 * @internal
 * Wipe what functions that have returned left on this thread's stack.
 */
__rte_internal
void
vfio_token_wipe_stack(void);

/* eal_vfio_token_store.c: the store */

/**
 * @internal
 * Store a token, in the place of one from an earlier round.
 *
 * @param pf
 *   The PF, or NULL for the default of all PFs without one of their own.
 * @param token
 *   The token.
 * @param source
 *   The source's text, or NULL if that is secret.
 * @param from_variable
 *   Whether VFIO_TOKEN_VARIABLE gave it.
 * @return
 *   0 on success, -EEXIST if there is one of this round, -ENOMEM.
 */
__rte_internal
int
vfio_token_store_add(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const char *source, bool from_variable);

/**
 * Keep a token of an earlier round.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @param source
 *   The source that it must have come from, NULL for a secret one.
 * @return
 *   0 on success, -ENOENT if there is none from that source.
 */
int
vfio_token_store_keep(const struct vfio_pci_addr *pf, const char *source);

/** Keep all tokens that VFIO_TOKEN_VARIABLE gave in an earlier round. */
void
vfio_token_store_keep_variable(void);

/**
 * Tell whether there is a token of this round.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @param by_variable
 *   If so, whether VFIO_TOKEN_VARIABLE gave it.
 * @return
 *   Whether there is one.
 */
bool
vfio_token_store_is_given(const struct vfio_pci_addr *pf, bool *by_variable);

/** A new round: from now on the tokens there are count as earlier ones. */
void
vfio_token_store_begin(void);

/** The round is over: wipe and forget the tokens of earlier ones. */
void
vfio_token_store_end(void);

/**
 * @internal
 * Look up the token of one PF alone.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @param token
 *   Where a copy goes; untouched if there is none.
 * @return
 *   Whether there is one.
 */
__rte_internal
bool
vfio_token_store_own(const struct vfio_pci_addr *pf, rte_uuid_t token);

/**
 * @internal
 * Look up the token that is valid for a PF: its own, else the default.
 *
 * @param pf
 *   The PF.
 * @param token
 *   Where a copy goes; untouched if there is none.
 * @return
 *   Whether there is one.
 */
__rte_internal
bool
vfio_token_store_find(const struct vfio_pci_addr *pf, rte_uuid_t token);

/**
 * @internal
 * Wipe and forget all tokens.
 */
__rte_internal
void
vfio_token_store_clear(void);

#endif /* EAL_VFIO_TOKEN_H_ */
