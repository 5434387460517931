# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the page of our tool to those of the others.
#
# file: doc/guides/tools/index.rst
# expect: 1 vf_token

/^    pmdinfo$/a\
    vf_token
