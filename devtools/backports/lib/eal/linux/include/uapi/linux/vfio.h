/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */
// unless: kernel/linux/uapi/linux/vfio.h

/*
 * Releases without a copy of the kernel's header use that of the system, which
 * must be from Linux 5.7 or later.
 */

#include <linux/vfio.h>
