# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: lib/eal/common/eal_vfio_token_option.h
# expect: 1 overwritten

s/They are taken, and$/They are taken/
s/^ \* overwritten there, before EAL parses its arguments or copies them for$/ * before EAL parses its arguments. Only rte_eal_init() calls this./
/^ \* telemetry; EAL's parser sees asterisks\. Only rte_eal_init() calls this\.$/d
/^ \* A token in the arguments is overwritten, even if its option is mistyped or$/d
s/^ \* follows "--"; variables are removed\. A token known from an earlier call is$/ * Variables are overwritten and removed. A token known from an earlier call is/
s/^ \* a failure gets overwritten arguments\.$/ * a failure finds no variables./
s/^ \*   The arguments\. A read-only one is replaced\.$/ *   The arguments./
