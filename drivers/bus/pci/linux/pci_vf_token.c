/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/* VF tokens of PCI devices, by address. No secret is stored here. */

#include <errno.h>

#include <eal_export.h>
#include <rte_pci_vf_token.h>
#include <dev_vfio_token.h>

/* The sysfs name of the PF, or empty for the default of all PFs. */
static const char *
name_of(const struct rte_pci_addr *pf, char *name)
{
	*name = '\0';
	if (pf != NULL)
		rte_pci_device_name(pf, name, PCI_PRI_STR_SIZE);
	return name;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_set, 26.11)
int
rte_pci_vf_token_set(const struct rte_pci_addr *pf, const char *source)
{
	char name[PCI_PRI_STR_SIZE];

	return source == NULL ? -EINVAL :
		vfio_token_set(name_of(pf, name), source);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_remove, 26.11)
int
rte_pci_vf_token_remove(const struct rte_pci_addr *pf)
{
	char name[PCI_PRI_STR_SIZE];

	return vfio_token_set(name_of(pf, name), NULL);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_rotate, 26.11)
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const char *source)
{
	char name[PCI_PRI_STR_SIZE];

	return pf == NULL || source == NULL ? -EINVAL :
		vfio_token_rotate(name_of(pf, name), source);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_dump, 26.11)
void
rte_pci_vf_token_dump(FILE *f)
{
	vfio_token_dump(f);
}
