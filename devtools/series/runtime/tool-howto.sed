# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the tool.
#
# file: doc/guides/howto/vfio_vf_token.rst
# expect: 0 dpdk-vf-token.py
# expect: 0 tools/vf_token

s/^open, ``dpdk-vf-token\.py check .*/open, look up the line that EAL printed in/
/^(:doc:`\.\.\/tools\/vf_token`); to look up the line that EAL printed, see$/d
