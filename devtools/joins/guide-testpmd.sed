# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add testpmd's commands after those provided by drivers.
#
# file: doc/guides/testpmd_app_ug/testpmd_funcs.rst
# expect: 1 include:: vfio_vf_token.include.rst

$a\
\
.. include:: vfio_vf_token.include.rst
