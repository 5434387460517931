# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open.h
# expect: 0 primary
# expect: 0 bool

/Whether the primary process is asked first/d
/^	bool from_primary;$/d
/^#include <stdbool\.h>$/d
s/ -ETIMEDOUT:$/ Any other/
s/^ \*   the primary did not answer\. Any other error comes from the kernel, or is$/ *   error comes from the kernel./
/^ \*   the reason why the primary could not be asked\.$/d
