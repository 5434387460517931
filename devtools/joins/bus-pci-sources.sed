# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our source and header of the PCI bus driver.
#
# file: drivers/bus/pci/meson.build
# expect: 1 'linux/pci_vf_token.c'
# expect: 1 'rte_pci_vf_token.h'

/'linux\/pci_vfio\.c'/i\
            'linux/pci_vf_token.c',

/^if is_linux$/a\
    headers += files('rte_pci_vf_token.h')
