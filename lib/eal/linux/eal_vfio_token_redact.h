/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_REDACT_H_
#define EAL_VFIO_TOKEN_REDACT_H_

/**
 * @file
 * Keeping VF tokens out of arguments. A lack of memory for this is logged.
 */

#include <stddef.h>

/**
 * Overwrite an argument from an offset to its end. A read-only argument is
 * replaced by a copy, which is never freed.
 */
void vfio_token_redact(char **arg, size_t offset);

/**
 * Overwrite tokens in arguments that were meant to be the option, but are
 * mistyped or placed after "--": their parser prints them, and telemetry shows
 * them.
 */
void vfio_token_redact_slips(int argc, char **argv);

#endif /* EAL_VFIO_TOKEN_REDACT_H_ */
