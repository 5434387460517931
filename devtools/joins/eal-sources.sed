# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# EAL's Linux sources.
#
# file: lib/eal/linux/meson.build
# expect: 12 'eal_vfio_

/'eal_vfio_mp_sync\.c'/a\
        'eal_vfio_device.c',\
        'eal_vfio_feature.c',\
        'eal_vfio_handover.c',\
        'eal_vfio_open.c',\
        'eal_vfio_sriov.c',\
        'eal_vfio_sys.c',\
        'eal_vfio_token_args.c',\
        'eal_vfio_token_option.c',\
        'eal_vfio_token_runtime.c',\
        'eal_vfio_token_source.c',\
        'eal_vfio_token_store.c',
