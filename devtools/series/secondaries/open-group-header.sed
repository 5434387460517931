# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open_group.h
# expect: 0 primary
# expect: 0 bool

/^#include <stdbool\.h>$/ {
	N
	d
}
/^ \* A secondary process gets a device of the shared container from the primary$/,/^ \*$/d
/^ \* @param is_shared$/,/^ \*   Whether /d
s/^		const char \*dev_addr, bool is_shared);$/		const char *dev_addr);/
