# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The how-to among the others.
#
# file: doc/guides/howto/index.rst
# expect: 1 vfio_vf_token

/^    telemetry$/a\
    vfio_vf_token
