# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: doc/guides/linux_gsg/vfio_vf_token.include.rst
# expect: 2 overwritten

/^     - The token itself\. EAL overwrites it on the command line, but until then$/ {
	N
	s/.*/     - The token itself, which every user of the machine can read on the\
       command line./
}
/^EAL also overwrites a token in a mistyped option/,/^$/d
