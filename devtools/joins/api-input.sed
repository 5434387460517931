# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the PCI bus driver's header for Doxygen, which otherwise covers only the vdev bus.
#
# file: doc/api/doxy-api.conf.in
# expect: 1 rte_pci_vf_token.h

/@TOPDIR@\/drivers\/bus\/vdev/i\
                          @TOPDIR@/drivers/bus/pci/rte_pci_vf_token.h \\
