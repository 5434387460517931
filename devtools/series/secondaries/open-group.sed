# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open_group.c
# expect: 0 primary
# expect: 0 is_shared

/^#include <rte_eal\.h>$/d
s/^		const char \*dev_addr, bool is_shared)$/		const char *dev_addr)/
/^		\.from_primary = is_shared &&$/,/,$/d
