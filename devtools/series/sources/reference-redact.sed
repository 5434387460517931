# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: doc/guides/linux_gsg/vfio_vf_token.include.rst
# expect: 1 overwrit

s/^     - The token itself\. EAL overwrites it on the command line, but until then$/     - The token itself, which/
/^EAL also overwrites a token in a mistyped option/,/^$/d
s/ The variable is overwritten and removed as well\.$/ The variable is removed as well./
