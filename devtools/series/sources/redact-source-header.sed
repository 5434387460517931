# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: lib/eal/linux/eal_vfio_token_source.h
# expect: 0 overwritten

s/^ \* Check whether reading has used up a source: an overwritten token, a$/ * Check whether reading has used up a source: a descriptor, or a variable that/
s/^ \* descriptor, or a variable that is no longer set\.$/ * is no longer set./
