# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source.
#
# file: doc/guides/linux_gsg/linux_eal_parameters.rst
# expect: 1 [<PF address>=]<UUID>

s/\[<PF address>=\]<source>/[<PF address>=]<UUID>/
