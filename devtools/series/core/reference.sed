# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the errors of opens.
#
# file: doc/guides/linux_gsg/vfio_vf_token.include.rst
# expect: 0 errors

/^For EAL's messages/,$d
