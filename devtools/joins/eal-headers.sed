# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# EAL's headers, for applications.
#
# file: lib/eal/include/meson.build
# expect: 2 'rte_vfio_

/'rte_vfio\.h'/a\
        'rte_vfio_feature.h',\
        'rte_vfio_vf_token.h',
