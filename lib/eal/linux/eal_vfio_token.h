/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_H_
#define EAL_VFIO_TOKEN_H_

/**
 * @file
 * VF tokens: which one belongs to which PF, and how the option names them.
 *
 * A VF token is the UUID that guards the VFs of a PF owned by vfio-pci. It is
 * a secret: whoever takes a copy out of here wipes it after use, and nothing
 * here logs one. This file must not know how devices are opened.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>
#include <rte_uuid.h>

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

/**
 * @internal
 * Take one value of --vfio-vf-token, "[<pf address>=]<source>", into the
 * store. A value that is rejected is explained in one line at ERR, in which
 * no part of it stands but a valid address.
 *
 * Called at EAL start, by one thread.
 *
 * @param value
 *   What the user gave.
 * @return
 *   0 on success, -EINVAL if it breaks the grammar or holds no usable UUID,
 *   -EEXIST if that PF, or the default, has a token already, -ENOMEM.
 */
__rte_internal
int
vfio_token_option(const char *value);

/** Print the option's grammar, for EAL's usage text. */
void
vfio_token_usage(void);

/**
 * @internal
 * Store a token. At EAL start, by one thread: the store has no lock.
 *
 * @param pf
 *   The PF, or NULL for the default of all PFs without one of their own.
 * @param token
 *   The token.
 * @return
 *   0 on success, -EEXIST if there is one already, -ENOMEM.
 */
__rte_internal
int
vfio_token_store_add(const struct vfio_pci_addr *pf, const rte_uuid_t token);

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
