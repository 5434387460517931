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
 * Set the VF tokens of PFs (linux/vfio.h, VFIO_DEVICE_FEATURE_PCI_VF_TOKEN)
 * while an application runs, as the EAL option --vfio-vf-token does at startup.
 *
 * A token is given as a source, in the syntax of the option: "file:<path>",
 * "generate:<path>", "fd:<n>", "env:<NAME>", "random", or the text of a UUID;
 * less than 256 bytes. Reading fails if a source provides nothing for 5
 * seconds. A descriptor of a pipe, file or socket is closed; any other is
 * left untouched. A variable is read and, on success, removed as if by
 * unsetenv(), so no other thread may access the environment during the call.
 *
 * Devices are identified by address because a struct rte_pci_device disappears
 * when the device is unplugged. Any thread may call these functions, even while
 * others forward packets or plug devices. Calls may wait while another thread
 * opens a device, so do not make them on data cores. The tokens belong to this
 * process; a secondary process needs none because the primary hands over its
 * devices. rte_eal_cleanup() discards the tokens. Linux only.
 *
 * All functions may be called before or after rte_eal_init(), but not during
 * it. If rte_eal_init() gets a token for a PF from the option or the variable
 * DPDK_VFIO_VF_TOKEN, that token replaces one set earlier. A forked process
 * inherits the tokens.
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
 * Add or replace the token of a PF. It is used when a device is next opened and
 * is not sent to the kernel at once. For a PF that this process has open, use
 * rte_pci_vf_token_rotate() instead.
 *
 * @param pf
 *   Address of the PF, which need not be present; NULL for the default of all
 *   PFs without a token of their own.
 * @param source
 *   Source of the token, see the top of this file.
 * @return
 *   - 0: on success
 *   - -EINVAL: source is NULL or contains no usable UUID
 *   - -EBUSY: this process has that PF open or, for the default, a PF without a
 *     token of its own
 *   - -ENOMEM: no memory
 *   - otherwise the negative errno of the operation on the source that failed
 *
 *   One line at ERR explains what is wrong with a source.
 */
__rte_experimental
int
rte_pci_vf_token_set(const struct rte_pci_addr *pf, const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Remove and wipe the token of a PF.
 *
 * @param pf
 *   As for rte_pci_vf_token_set(). Once its own token is removed, a PF uses the
 *   default again.
 * @return
 *   - 0: on success
 *   - -ENOENT: there is no such token
 *   - -EBUSY: as for rte_pci_vf_token_set()
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
 * Afterwards, a VF can only be opened with the new token; VFs already open stay
 * open (Linux, drivers/vfio/pci/vfio_pci_core.c). One ioctl() for each PF,
 * VFIO_DEVICE_FEATURE with SET, sets the token in the kernel. Then EAL uses it
 * too, for VFs that this process opens and for the PF when it is plugged in
 * again. If the kernel refuses the new token, both keep the old one. No other
 * thread sees different tokens in the kernel and in EAL. Other devices in the
 * PF's IOMMU group do not matter. Any other user of the PF or a VF must obtain
 * the new token itself.
 *
 * The source "generate:<path>" makes a new random token and stores it in the
 * file, keeping its owner, group and mode. All PFs of this process whose token
 * came from the same file share it: they are rotated too, and devices opened
 * later use the new token. If the kernel refuses it for one of them, or the
 * file cannot be replaced, all get the old token back and the file stays
 * unchanged; a PF that had no token keeps the new one, which nobody knows. If
 * the kernel refuses the old token as well, that is logged. If the process is
 * killed midway, the kernel may have a token that is in a file next to the path,
 * whose name has a dot and 6 more characters.
 *
 * @param pf
 *   Address of the PF.
 * @param source
 *   Source of the new token, see the top of this file.
 * @return
 *   - 0: on success
 *   - -EINVAL: pf or source is NULL, the source or the file that generate: is
 *     to replace contains no usable UUID, the device is a VF (its PF has the
 *     token), or the device has no SR-IOV
 *   - -ENODEV: this process does not have the device open through VFIO: it
 *     belongs to another process or has been unplugged
 *   - -ENOTSUP: the kernel is older than 5.7
 *   - -E_RTE_SECONDARY: this is a secondary process; only a primary can rotate
 *   - -ENOMEM: no memory
 *   - otherwise the negative errno of the kernel, or of the operation on the
 *     source that failed
 *
 *   One line at ERR explains every error except NULL and -E_RTE_SECONDARY.
 */
__rte_experimental
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const char *source);

/**
 * @warning
 * @b EXPERIMENTAL: this API may change without prior notice.
 *
 * Print the VF token status of all VFIO devices of this process, one device per
 * line. Telemetry command /vfio/vf_token reports the same. No token is printed.
 *
 * @param f
 *   Output file. No device is opened or closed until it accepts the text.
 */
__rte_experimental
void
rte_pci_vf_token_dump(FILE *f);

#ifdef __cplusplus
}
#endif

#endif /* RTE_PCI_VF_TOKEN_H */
