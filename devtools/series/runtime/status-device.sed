# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the VF token status of devices.
#
# file: lib/eal/linux/eal_vfio_device.h
# expect: 0 token;
# expect: 1 The VFIO devices that this process has open. No token

/^ \* The VFIO devices that this process has open, and the VF token status of each\.$/ {
	N
	s/, and the VF token status of each\.\n \* /. /
}
/^	const char \*token;/,/^	uint64_t last_rotation;/d
/^#include <stdint\.h>$/d
s/such as a rotation or a secondary$/such as a secondary/
s/^ \* processes never waits for an open; a rotation holds it while it sets tokens$/ * processes never waits for an open. Code that also needs vfio_token_mutex takes/
s/^ \* in the kernel\. Code that also needs vfio_token_mutex takes that lock first\.$/ * that lock first./
