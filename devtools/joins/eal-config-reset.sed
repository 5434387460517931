# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The token is no longer in EAL's configuration, so do not reset it there.
#
# file: lib/eal/common/eal_common_options.c
# expect: 0 memset(internal_cfg->vfio_vf_token

/^	memset(internal_cfg->vfio_vf_token, 0,$/,/;$/d
