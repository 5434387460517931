# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our chapter to the programmer's guide.
#
# file: doc/guides/prog_guide/index.rst
# expect: 1 vfio_vf_token

/^    multi_proc_support$/a\
    vfio_vf_token
