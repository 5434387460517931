# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The option can be given more than once, and takes more than a UUID.
#
# file: lib/eal/common/eal_option_list.h
# when: lib/eal/common/eal_option_list.h
# expect: 1 LIST_ARG("--vfio-vf-token"

s/^STR_ARG("--vfio-vf-token", NULL, ".*", vfio_vf_token)$/LIST_ARG("--vfio-vf-token", NULL, "VF token of a PF: [<PF address>=]<source>", vfio_vf_token)/
