# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our header to the API index.
#
# file: doc/api/doxy-api-index.md
# expect: 1 (@ref rte_pci_vf_token.h)

s/^  \[PCI\](@ref rte_pci.h),$/&\
  [PCI VF token](@ref rte_pci_vf_token.h),/
