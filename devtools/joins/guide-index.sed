# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our how-tos to the others.
#
# file: doc/guides/howto/index.rst
# expect: 3 vfio_vf_token

/^    telemetry$/a\
    vfio_vf_token\
    vfio_vf_token_recipes\
    vfio_vf_token_errors
