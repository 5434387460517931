# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without tokens from files.
#
# file: lib/eal/linux/eal_vfio_token_text.h
# expect: 1 VF tokens as text.
# expect: 0 stdbool

s/VF tokens as text: read, parse, recognize, overwrite\./VF tokens as text./
/^#include <stdbool\.h>$/d
/^#include <stddef\.h>$/ {
	N
	d
}
