# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the programmer's guide.
#
# file: doc/guides/linux_gsg/vfio_vf_token.include.rst
# expect: 0 prog_guide

s/^EAL's messages when it fails, see :doc:`\.\.\/howto\/vfio_vf_token_errors`; for what$/EAL's messages when it fails, see :doc:`..\/howto\/vfio_vf_token_errors`./
/^a token protects, see :doc:`\.\.\/prog_guide\/vfio_vf_token`\.$/d
