# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With the option as the only place.
#
# file: lib/eal/common/eal_vfio_token_option.h
# expect: 0 environment
# expect: 0 VARIABLE

s/ and the environment\. They are taken$/. They are taken/
s/ and VFIO_TOKEN_VARIABLE into a new$/ into a new/
/^ \* Variables are removed\. /,/^ \*$/d
