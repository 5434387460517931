/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef RTE_VFIO_VF_TOKEN_H
#define RTE_VFIO_VF_TOKEN_H

/**
 * @file
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * The VF tokens that EAL sets on PFs and shows for VFs when it opens them
 * (linux/vfio.h, VFIO_DEVICE_FEATURE_PCI_VF_TOKEN): what --vfio-vf-token gives
 * at start, for applications that know their tokens only later, or want to
 * change them before a device is plugged in.
 *
 * A token set here is used by the next open of a device. It is never sent to
 * the kernel at once, so a PF that this process has open is not for these
 * functions: rotate its token by rte_pci_vf_token_rotate(), which changes both.
 *
 * May be called before rte_eal_init() and after it, by any thread; not while it
 * runs. rte_eal_init() fails if the option gives a token for a PF that was set
 * here, and passes over what the variable DPDK_VFIO_VF_TOKEN has for it. They
 * may wait while another thread opens a device: not for data cores. The tokens
 * are this process' own; a secondary process needs none, as the primary hands
 * it its devices. rte_eal_cleanup() forgets all. Linux only.
 *
 * A process that is forked before rte_eal_init() inherits the tokens; one that
 * is forked after it does not, and is told so when it opens a device.
 *
 * A source "env:NAME" is read and removed as getenv() and unsetenv() do, so no
 * other thread may use the environment meanwhile, not even to read it.
 * rte_eal_init() does the same for the option's sources and for
 * DPDK_VFIO_VF_TOKEN, before it starts a thread.
 */

#include <rte_compat.h>
#include <rte_uuid.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Add or replace the token of a PF.
 *
 * @param pf
 *   PCI address of the PF, "0000:01:00.0" or "01:00.0" for domain 0, whether
 *   it is there or not; NULL for the default of all PFs without a token of
 *   their own.
 * @param token
 *   The token, 16 bytes. The caller wipes its own copy.
 * @return
 *   - 0: on success
 *   - -EINVAL: pf is no PCI address, or the token is NULL or the nil UUID
 *   - -EBUSY: this process has that PF open, or for the default, one without a
 *     token of its own
 *   - -ENOMEM: no memory
 */
__rte_experimental
int
rte_vfio_vf_token_set(const char *pf, const rte_uuid_t token);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Add or replace the token of a PF by one from a source.
 *
 * @param pf
 *   As of rte_vfio_vf_token_set().
 * @param source
 *   "file:<path>", "generate:<path>", "fd:<n>", "env:<NAME>", "random" or the
 *   UUID's text, as --vfio-vf-token has them; less than 256 bytes. A
 *   descriptor of a pipe, file or
 *   socket is closed, any other is left alone; the variable is removed on
 *   success. It may take 5 seconds until a source that gives nothing is given
 *   up.
 * @return
 *   - as rte_vfio_vf_token_set()
 *   - -EINVAL: source is NULL, or there is no usable UUID in it; then one line
 *     at ERR says why
 *   - else what could not be done with the source, a negated errno, likewise
 */
__rte_experimental
int
rte_vfio_vf_token_set_from(const char *pf, const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Remove the token of a PF, and wipe it.
 *
 * @param pf
 *   As of rte_vfio_vf_token_set(). A PF whose own token is removed has the
 *   default again.
 * @return
 *   - 0: on success
 *   - -EINVAL: pf is no PCI address
 *   - -ENOENT: there is none
 *   - -EBUSY: as of rte_vfio_vf_token_set()
 */
__rte_experimental
int
rte_vfio_vf_token_remove(const char *pf);

#ifdef __cplusplus
}
#endif

#endif /* RTE_VFIO_VF_TOKEN_H */
