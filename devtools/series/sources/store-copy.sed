# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and the option as the only place.
#
# file: lib/eal/linux/eal_vfio_token.c
# expect: 0 to->source
# expect: 0 given_by

/^	to->given_by = from->given_by;$/d
/^	strlcpy(to->source, from->source, sizeof(to->source));$/d
