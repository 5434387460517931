# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# EAL's headers, for applications; only Linux has the functions.
#
# file: lib/eal/include/meson.build
# expect: 2 'rte_vfio_

$a\
\
if is_linux\
    headers += files(\
            'rte_vfio_feature.h',\
            'rte_vfio_vf_token.h',\
    )\
endif
