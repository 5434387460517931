/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */
// unless: lib/eal/include/meson.build rte_stdatomic.h

/* The atomic operations that our tests use and releases before 23.11 lack. */

#ifndef RTE_STDATOMIC_H
#define RTE_STDATOMIC_H

#define RTE_ATOMIC(type) type

#define rte_memory_order_relaxed __ATOMIC_RELAXED
#define rte_memory_order_acquire __ATOMIC_ACQUIRE
#define rte_memory_order_release __ATOMIC_RELEASE

#define rte_atomic_load_explicit __atomic_load_n
#define rte_atomic_store_explicit __atomic_store_n
#define rte_atomic_fetch_add_explicit __atomic_fetch_add

#endif /* RTE_STDATOMIC_H */
