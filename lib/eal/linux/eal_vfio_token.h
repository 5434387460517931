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
 * What reads options and sources runs at EAL start, in one thread, and later
 * for whoever changes a token. The store is guarded by one lock, which whoever
 * needs store and kernel to agree holds: an open, a rotation.
 */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>
#include <rte_uuid.h>

/** The option. */
#define VFIO_TOKEN_OPTION "--vfio-vf-token"

/** The option's twin, for applications that pass no EAL options on. */
#define VFIO_TOKEN_VARIABLE "DPDK_VFIO_VF_TOKEN"

/** A PCI address. */
struct vfio_pci_addr {
	uint32_t domain;
	uint8_t bus;
	uint8_t devid;
	uint8_t function;
};

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

/**
 * @internal
 * Write a PCI address as sysfs does.
 *
 * @param addr
 *   The address.
 * @param text
 *   VFIO_PCI_ADDR_STRLEN bytes.
 * @return
 *   The text.
 */
__rte_internal
const char *
vfio_pci_addr_text(const struct vfio_pci_addr *addr, char *text);

/** Tell whether two addresses are the same. */
bool
vfio_pci_addr_equal(const struct vfio_pci_addr *a,
		const struct vfio_pci_addr *b);

/** Who gave a token. */
enum vfio_token_giver {
	VFIO_TOKEN_BY_OPTION,      /**< --vfio-vf-token */
	VFIO_TOKEN_BY_VARIABLE,    /**< DPDK_VFIO_VF_TOKEN, the option's twin */
	VFIO_TOKEN_BY_APPLICATION, /**< a function call */
};

/** Room for the text of a source; a longer one is refused. */
#define VFIO_TOKEN_SOURCE_LEN 256

/** Room for what people are shown of it. */
#define VFIO_TOKEN_SHOWN_LEN 64

/** Where a token came from. No secret is in it. */
struct vfio_token_origin {
	enum vfio_token_giver given_by;
	/** The source's text, empty if that was the token itself. */
	char source[VFIO_TOKEN_SOURCE_LEN];
};

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

/**
 * Tell whether a source is generate:, which has a new token for a rotation.
 *
 * @param source
 *   The source.
 * @return
 *   Whether it is.
 */
bool
vfio_token_source_is_generated(const char *source);

/** A file of generate: that is to have another token. */
struct vfio_token_renewal {
	const char *path;      /**< in the source, which outlives this */
	char beside[PATH_MAX]; /**< the new file, until it takes that path */
	bool replaces;         /**< a file that is there */
};

/**
 * Make another token for generate:, in a file beside the one of the source.
 * Ends with vfio_token_source_renewed() or vfio_token_source_not_renewed().
 *
 * @param source
 *   The source.
 * @param token
 *   Where the token goes; wiped on failure.
 * @param r
 *   The renewal.
 * @param reason
 *   As of vfio_token_source_read().
 * @return
 *   As of vfio_token_source_read(). On failure no file is left.
 */
int
vfio_token_source_renew(const char *source, rte_uuid_t token,
		struct vfio_token_renewal *r, char *reason);

/**
 * The new token is in use: let its file take the place of the old one.
 *
 * @param r
 *   The renewal.
 * @param reason
 *   As of vfio_token_source_read().
 * @return
 *   0, or a negated errno: then the old file is as it was, and the new one
 *   still beside it.
 */
int
vfio_token_source_renewed(const struct vfio_token_renewal *r, char *reason);

/** The new token is not in use: remove its file. */
void
vfio_token_source_not_renewed(const struct vfio_token_renewal *r);

/**
 * Tell whether two sources are the same file, by whatever names.
 *
 * @param a
 *   A source.
 * @param b
 *   Another one.
 * @return
 *   Whether both are file: or generate:, and name the same file.
 */
bool
vfio_token_source_is_same_file(const char *a, const char *b);

/**
 * Note a source.
 *
 * @param source
 *   The source.
 * @param origin
 *   Whose source becomes its text, or empty if the text is the token.
 */
void
vfio_token_source_name(const char *source, struct vfio_token_origin *origin);

/**
 * Tell what a source is, for people.
 *
 * @param origin
 *   Where a token came from.
 * @param text
 *   VFIO_TOKEN_SHOWN_LEN bytes: "uuid" for the token itself, else its
 *   source, which is cut there; what looks like a token is left out.
 */
void
vfio_token_source_show(const struct vfio_token_origin *origin, char *text);

/**
 * Tell whether a source that can be read once has a token again.
 *
 * @param source
 *   The source.
 * @return
 *   Whether it is env:NAME and the variable is set.
 */
bool
vfio_token_source_is_back(const char *source);

/** Overwrite and remove the variable that a source env:NAME names. */
void
vfio_token_source_forget(const char *source);

/**
 * Overwrite and remove an environment variable. As setenv(), not while another
 * thread uses the environment.
 */
void
vfio_token_forget_variable(const char *name);

/**
 * Overwrite a text with asterisks.
 *
 * @param text
 *   The text, which may lie where nobody can write, as a string literal does.
 * @param len
 *   Its length in bytes.
 * @return
 *   Whether all of it was overwritten.
 */
bool
vfio_token_overwrite(char *text, size_t len);

/**
 * Tell whether a text looks like a token, well or badly written.
 *
 * @param text
 *   The text.
 * @return
 *   Whether it has 24 hexadecimal digits or more up to its end or a comma, and
 *   is no path.
 */
bool
vfio_token_is_likely(const char *text);

/**
 * @internal
 * Wipe what functions that have returned left on this thread's stack and in
 * its registers.
 */
__rte_internal
void
vfio_token_wipe_stack(void);

/* eal_vfio_token_store.c: the store */

/**
 * Take the lock that guards the store. Held while a device is opened or a
 * token rotated, so that for every other thread store and kernel agree. Not for
 * data cores: an open may take a second.
 */
void
vfio_token_lock(void);

/** Release it. */
void
vfio_token_unlock(void);

/*
 * All functions below are called with the lock held, or while EAL starts.
 */

/**
 * @internal
 * Store a token, in the place of one from an earlier round.
 *
 * @param pf
 *   The PF, or NULL for the default of all PFs without one of their own.
 * @param token
 *   The token.
 * @param origin
 *   Where it came from.
 * @return
 *   0 on success, -EEXIST if there is one of this round, -ENOMEM.
 */
__rte_internal
int
vfio_token_store_add(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const struct vfio_token_origin *origin);

/**
 * Make room for a token, so that vfio_token_store_put() cannot fail.
 *
 * @return
 *   0 on success, -ENOMEM.
 */
int
vfio_token_store_reserve(void);

/**
 * Store a token, in the place of any that is there. As
 * vfio_token_store_add(), after vfio_token_store_reserve().
 */
void
vfio_token_store_put(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const struct vfio_token_origin *origin);

/**
 * Wipe and forget a token.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @return
 *   0 on success, -ENOENT if there is none.
 */
int
vfio_token_store_remove(const struct vfio_pci_addr *pf);

/**
 * Keep a token of an earlier round.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @param source
 *   The source that it must have come from, empty for a secret one.
 * @return
 *   0 on success, -ENOENT if there is none from that source.
 */
int
vfio_token_store_keep(const struct vfio_pci_addr *pf, const char *source);

/** Keep all tokens that VFIO_TOKEN_VARIABLE gave in an earlier round. */
void
vfio_token_store_keep_variable(void);

/**
 * Tell whether this is a forked child in which tokens were wiped.
 *
 * @return
 *   Whether tokens are lost that were not given again.
 */
bool
vfio_token_store_is_lost(void);

/**
 * Replace the token of all entries that came from a file.
 *
 * @param file
 *   The file, as a source.
 * @param token
 *   Its new token.
 */
void
vfio_token_store_replace(const char *file, const rte_uuid_t token);

/**
 * Tell whether there is a token of this round, or the application's.
 *
 * @param pf
 *   The PF, or NULL for the default.
 * @param given_by
 *   If so, who gave it.
 * @return
 *   Whether there is one.
 */
bool
vfio_token_store_is_given(const struct vfio_pci_addr *pf,
		enum vfio_token_giver *given_by);

/**
 * A new round: from now on the tokens there count as earlier ones, but for
 * those of the application, and forked children do not inherit any.
 */
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
 * @param origin
 *   Where it came from, likewise. May be NULL.
 * @return
 *   Whether there is one.
 */
__rte_internal
bool
vfio_token_store_own(const struct vfio_pci_addr *pf, rte_uuid_t token,
		struct vfio_token_origin *origin);

/**
 * @internal
 * Look up the token that is valid for a PF: its own, else the default.
 *
 * @param pf
 *   The PF.
 * @param token
 *   Where a copy goes; untouched if there is none.
 * @param origin
 *   Where it came from, likewise. May be NULL.
 * @return
 *   Whether there is one.
 */
__rte_internal
bool
vfio_token_store_find(const struct vfio_pci_addr *pf, rte_uuid_t token,
		struct vfio_token_origin *origin);

/**
 * @internal
 * Wipe and forget all tokens.
 */
__rte_internal
void
vfio_token_store_clear(void);

/*
 * These two take the lock themselves.
 */

/**
 * Copy the default token, for rte_eal_vfio_get_vf_token().
 *
 * @param token
 *   Where it goes; the nil UUID if there is none.
 */
void
vfio_token_get_default(rte_uuid_t token);

/** Wipe and forget all tokens, for rte_eal_cleanup(). */
void
vfio_token_cleanup(void);

#endif /* EAL_VFIO_TOKEN_H_ */
