/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/* DPDK macros that Coccinelle cannot parse as C. */
#define RTE_ATOMIC(type) type
#define RTE_EXPORT_SYMBOL(symbol)
#define RTE_EXPORT_EXPERIMENTAL_SYMBOL(symbol, version)
#define RTE_EXPORT_INTERNAL_SYMBOL(symbol)
