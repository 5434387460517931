# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the release note to the release that is open: features are for DPDK's main branch.
#
# file: doc/guides/rel_notes/release_26_11.rst
# when: doc/guides/rel_notes/release_26_11.rst
# expect: 1 **Added VF tokens per PF

/^Removed Items$/i\
* **Added VF tokens per PF.**\
\
  * Extended the EAL option ``--vfio-vf-token`` to take a token for each PF.\
  * Set the token of a PF by ``VFIO_DEVICE_FEATURE``, presented none for devices\
    without SR-IOV, and reported the cause of each refusal and what to do.\
  * Added files, descriptors, environment variables and a generator as sources of\
    tokens.\
  * Overwrote tokens on the command line.\
  * Handed VFIO devices to secondary processes, which need no token for them.\
  * Added ``rte_pci_vf_token_set()``, ``rte_pci_vf_token_remove()``,\
    ``rte_pci_vf_token_rotate()`` and ``rte_pci_vf_token_dump()`` for tokens at run\
    time.\
  * Added the telemetry command ``/vfio/vf_token`` and testpmd's ``vf_token``\
    commands.\
  * Added the tool ``dpdk-vf-token.py``, which tells why a VF does not open.\
\

