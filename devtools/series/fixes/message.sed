# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Do not print what was given as a VF token.
#
# file: lib/eal/common/eal_common_options.c
# when: lib/eal/common/eal_common_options.c invalid vfio vf token parameter
# expect: 1 invalid VF token, it must be a UUID
# expect: 0 invalid vfio vf token parameter

s/"invalid vfio vf token parameter: '%s'", args\.vfio_vf_token)/"invalid VF token, it must be a UUID")/
