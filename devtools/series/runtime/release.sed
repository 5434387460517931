# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without changes at run time and without a status.
#
# file: doc/guides/rel_notes/release_26_11.rst
# when: doc/guides/rel_notes/release_26_11.rst
# expect: 0 rte_pci_vf_token
# expect: 1 Removed Items

/^  \* Added ``rte_pci_vf_token_set/,/^    commands\.$/d
