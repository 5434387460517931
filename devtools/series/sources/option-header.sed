# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With the option as the only place.
#
# file: lib/eal/common/eal_vfio_token_option.h
# expect: 0 environment
# expect: 0 VARIABLE

/ and the environment\. They are taken$/ {
	N
	s/ and the environment\./. /
	s/\.  They are taken\n \* before EAL parses its/. They are taken before EAL parses its\n */
}
/ and VFIO_TOKEN_VARIABLE into a new$/ {
	N
	s/ and VFIO_TOKEN_VARIABLE into a new\n \* store\. Errors/ into a new store. Errors\n */
}
/^ \* Variables are overwritten and removed\. /,/^ \*$/d
