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
  * EAL's option ``--vfio-vf-token`` may be given for each PF.\
  * The token of a PF is set by ``VFIO_DEVICE_FEATURE``; none is presented\
    for devices without SR-IOV; an error names its cause and what to do.\
  * The option takes the token from a file, a descriptor, a variable, or a\
    generator, and tokens on the command line are overwritten.\
  * Secondary processes get VFIO devices from the primary process and need no\
    token.\
  * Added ``rte_pci_vf_token_set()``, ``rte_pci_vf_token_remove()``,\
    ``rte_pci_vf_token_rotate()`` and ``rte_pci_vf_token_dump()`` for tokens at run\
    time.\
  * Added the telemetry command ``/vfio/vf_token`` and testpmd's ``vf_token``\
    commands.\
  * Added the tool ``dpdk-vf-token.py``, which tells why a VF does not open.\
\

