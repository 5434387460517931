# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and the option as the only place.
#
# file: lib/eal/linux/eal_vfio_token.h
# expect: 0 char source
# expect: 0 given_by

/^	const char \*given_by;/d
/^	char source\[VFIO_TOKEN_SOURCE_LEN\];/d
