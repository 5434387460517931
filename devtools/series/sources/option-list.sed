# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source.
#
# file: lib/eal/common/eal_option_list.h
# when: lib/eal/common/eal_option_list.h
# expect: 1 [<PF address>=]<UUID>

s/\[<PF address>=\]<source>/[<PF address>=]<UUID>/
