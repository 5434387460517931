# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the PCI bus driver's testpmd commands.
#
# file: drivers/bus/pci/meson.build
# expect: 1 'linux/pci_vf_token_testpmd.c'

/^if is_linux$/a\
    testpmd_sources = files('linux/pci_vf_token_testpmd.c')
