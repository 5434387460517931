# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our sources to EAL on Linux.
#
# file: lib/eal/linux/meson.build
# expect: 1 'eal_vfio_open_group

/'eal_vfio_mp_sync\.c'/a\
        'eal_vfio_device.c',\
        'eal_vfio_feature.c',\
        'eal_vfio_handover.c',\
        'eal_vfio_open.c',\
        'eal_vfio_open_group.c',\
        'eal_vfio_sriov.c',\
        'eal_vfio_status.c',\
        'eal_vfio_token.c',\
        'eal_vfio_token_change.c',\
        'eal_vfio_token_file.c',\
        'eal_vfio_token_option.c',\
        'eal_vfio_token_redact.c',\
        'eal_vfio_token_source.c',\
        'eal_vfio_token_text.c',
