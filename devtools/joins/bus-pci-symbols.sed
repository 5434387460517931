# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The PCI bus driver's new functions.
#
# file: drivers/bus/pci/version.map
# expect: 3 rte_pci_vf_token_

/^EXPERIMENTAL {/,/^}/ {
	/^}/i\
\
	# VF tokens\
	rte_pci_vf_token_dump; # WINDOWS_NO_EXPORT\
	rte_pci_vf_token_rotate; # WINDOWS_NO_EXPORT\
	rte_pci_vf_token_rotate_from; # WINDOWS_NO_EXPORT
}
