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
 * The VF tokens of PCI devices that are open: rotation, status.
 *
 * Devices are named by their address, not by a struct rte_pci_device, as that
 * is gone when the device is unplugged. Any thread may call these, at any time
 * after rte_eal_init(), also while others forward packets or plug devices.
 * They may wait while another thread opens or closes a device: not for data
 * cores. Linux only.
 */

#include <stdio.h>

#include <rte_compat.h>
#include <rte_pci.h>
#include <rte_uuid.h>

#ifdef __cplusplus
extern "C" {
#endif

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
 * group do not matter.
 *
 * Whoever else has to open the PF or a VF must learn the new token by itself.
 *
 * @param pf
 *   Address of the PF.
 * @param token
 *   The new token, 16 bytes. The caller wipes its own copy.
 * @return
 *   - 0: on success
 *   - -EINVAL: the token is NULL or the nil UUID, or the device is a VF, whose
 *     PF has the token, or has no SR-IOV
 *   - -ENODEV: this process does not have the device open by VFIO: it is
 *     another process', or unplugged by now
 *   - -ENOTSUP: the kernel is older than 5.7
 *   - -E_RTE_SECONDARY: this is a secondary process; the primary has to do it
 *   - -ENOMEM: no memory
 *   - else the kernel's errno, negated
 *
 *   All but a token that is NULL or nil, and -E_RTE_SECONDARY, are told in one
 *   line at ERR.
 */
__rte_experimental
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const rte_uuid_t token);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Rotate the VF token of a PF to one from a source.
 *
 * @param pf
 *   Address of the PF.
 * @param source
 *   "file:<path>", "fd:<n>", "env:<NAME>", "random" or the UUID's text, as
 *   --vfio-vf-token has them; it may take 5 seconds until a source that gives
 *   nothing is given up. No other thread may use the environment while
 *   "env:<NAME>" is read and removed. "generate:<path>" makes a new random token
 *   and puts it in the file, for the same readers as before.
 *
 *   A file has one token for all PFs of this process whose token came from it:
 *   they are rotated as well, and what is opened later has the new token. If
 *   the kernel refuses it for one of them, or the file cannot be replaced, all
 *   get the old token again and the file stays as it is. Only if the process
 *   is killed in between, the kernel has the token of a file beside it, under
 *   its name and 8 digits.
 * @return
 *   As rte_pci_vf_token_rotate(), or:
 *   - -EINVAL: there is no usable UUID in the source, or what generate: should
 *     replace holds none
 *   - else what could not be done with the source, a negated errno
 */
__rte_experimental
int
rte_pci_vf_token_rotate_from(const struct rte_pci_addr *pf,
		const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Print how the tokens of all VFIO devices of this process stand, a device a
 * line; the same that the telemetry command /vfio/vf_token answers. No token
 * is printed. Without memory for the text, a line that says so is.
 *
 * @param f
 *   Where to.
 */
__rte_experimental
void
rte_pci_vf_token_dump(FILE *f);

#ifdef __cplusplus
}
#endif

#endif /* RTE_PCI_VF_TOKEN_H */
