/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef RTE_PCI_VF_TOKEN_H
#define RTE_PCI_VF_TOKEN_H

/**
 * @file
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * The VF tokens of PFs (linux/vfio.h, VFIO_DEVICE_FEATURE_PCI_VF_TOKEN), while
 * an application runs: what EAL's option --vfio-vf-token gives at start.
 *
 * A token is given as a source: "file:<path>", "generate:<path>", "fd:<n>",
 * "env:<NAME>", "random", or the text of a UUID, as the option has them; less
 * than 256 bytes. A source that gives nothing for 5 seconds is given up. A
 * descriptor of a pipe, file or socket is closed, any other is left alone. A
 * variable is read and, on success, removed as by unsetenv(), so no other thread
 * may use the environment meanwhile.
 *
 * Devices are named by their address, not by a struct rte_pci_device, as that
 * is gone when the device is unplugged. Any thread may call these functions,
 * also while others forward packets or plug devices; they may wait while
 * another thread opens a device, so they are not for data cores. The tokens
 * are this process' own; a secondary process needs none, as the primary hands
 * it its devices. rte_eal_cleanup() forgets them. Linux only.
 *
 * All functions may be called before rte_eal_init() and after it, not while
 * it runs. What rte_eal_init() is given by the option or the variable
 * DPDK_VFIO_VF_TOKEN for a PF takes the place of what was set before. A process
 * that is forked inherits the tokens.
 */

#include <stdio.h>

#include <rte_compat.h>
#include <rte_pci.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Add or replace the token of a PF. It is used by the next open of a device
 * and not sent to the kernel at once, so a PF that this process has open is
 * not for this function: see rte_pci_vf_token_rotate().
 *
 * @param pf
 *   Address of the PF, whether it is there or not; NULL for the default of all
 *   PFs without a token of their own.
 * @param source
 *   Where the token comes from, see the top of this file.
 * @return
 *   - 0: on success
 *   - -EINVAL: source is NULL, or there is no usable UUID in it
 *   - -EBUSY: this process has that PF open, or for the default, one without a
 *     token of its own
 *   - -ENOMEM: no memory
 *   - else what could not be done with the source, a negated errno
 *
 *   One line at ERR says what is wrong with a source.
 */
__rte_experimental
int
rte_pci_vf_token_set(const struct rte_pci_addr *pf, const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Remove the token of a PF, and wipe it.
 *
 * @param pf
 *   As of rte_pci_vf_token_set(). A PF whose own token is removed has the
 *   default again.
 * @return
 *   - 0: on success
 *   - -ENOENT: there is none
 *   - -EBUSY: as of rte_pci_vf_token_set()
 */
__rte_experimental
int
rte_pci_vf_token_remove(const struct rte_pci_addr *pf);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Rotate the VF token of a PF that this process has open.
 *
 * From then on a VF can only be opened with the new token; VFs that are open
 * stay so (Linux, drivers/vfio/pci/vfio_pci_core.c). The kernel is told by one
 * ioctl(), VFIO_DEVICE_FEATURE with SET; then EAL uses the new token as well,
 * for VFs that this process opens and for the PF when it is plugged in again.
 * If the kernel refuses, the old token stays in both. No other thread finds
 * one in the kernel and the other in EAL. Other devices of the PF's IOMMU
 * group do not matter. Whoever else opens the PF or a VF must learn the new
 * token by itself.
 *
 * A source "generate:<path>" makes a new random token and puts it in the file,
 * of the same owner, group and mode as before. A file has one token for all PFs
 * of this process whose token came from it: they are rotated as well, and what
 * is opened later has the new token. If the kernel refuses it for one of them,
 * or the file cannot be replaced, all get the old token again and the file
 * stays as it is. Only if the process is killed in between, the kernel has the
 * token of a file beside it, under its name and 6 more characters.
 *
 * @param pf
 *   Address of the PF.
 * @param source
 *   Where the new token comes from, see the top of this file.
 * @return
 *   - 0: on success
 *   - -EINVAL: pf or source is NULL, there is no usable UUID in the source or
 *     in the file that generate: should replace, or the device is a VF, whose
 *     PF has the token, or has no SR-IOV
 *   - -ENODEV: this process does not have the device open by VFIO: it is
 *     another process', or unplugged by now
 *   - -ENOTSUP: the kernel is older than 5.7
 *   - -E_RTE_SECONDARY: this is a secondary process; the primary has to do it
 *   - -ENOMEM: no memory
 *   - else the kernel's errno, or what could not be done with the source,
 *     negated
 *
 *   All but NULL and -E_RTE_SECONDARY are told in one line at ERR.
 */
__rte_experimental
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Print how the tokens of all VFIO devices of this process stand, a device a
 * line; the same that the telemetry command /vfio/vf_token answers. No token
 * is printed.
 *
 * @param f
 *   Where to. No device is opened or closed until it takes the text.
 */
__rte_experimental
void
rte_pci_vf_token_dump(FILE *f);

#ifdef __cplusplus
}
#endif

#endif /* RTE_PCI_VF_TOKEN_H */
