/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */
// unless: lib/eal/common/eal_export.h

/*
 * Parts of DPDK that the overlay uses and releases before 25.07 lack. Later
 * ones have an EAL header of this name, so this one is not needed.
 */

#ifndef EAL_EXPORT_H
#define EAL_EXPORT_H

#include <string.h>

#include <rte_log.h>
#include <rte_version.h>

/* devtools/graft.sh adds the symbols to version.map */
#define RTE_EXPORT_EXPERIMENTAL_SYMBOL(...)
#define RTE_EXPORT_INTERNAL_SYMBOL(...)

#define rte_memzero_explicit explicit_bzero

#if RTE_VER_YEAR * 100 + RTE_VER_MONTH < 2403
#define EAL_LOG(level, format, ...) \
	RTE_LOG(level, EAL, format "\n", ##__VA_ARGS__)
#endif

#if RTE_VER_YEAR * 100 + RTE_VER_MONTH < 2303
#define rte_tel_data_add_dict_uint rte_tel_data_add_dict_u64
#endif

#endif /* EAL_EXPORT_H */
