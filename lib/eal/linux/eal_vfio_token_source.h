/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_SOURCE_H_
#define EAL_VFIO_TOKEN_SOURCE_H_

/**
 * @file
 * Where VF tokens come from: a source is "file:<path>", "generate:<path>",
 * "fd:<n>", "env:<NAME>", "random", or the token itself.
 */

#include <stdbool.h>
#include <stddef.h>

#include <rte_uuid.h>

/** Size of a source, in bytes; a longer one is rejected. */
#define VFIO_TOKEN_SOURCE_LEN 256

/**
 * Read a token from a source.
 *
 * @param source
 *   The source.
 * @param token
 *   The token; wiped on failure.
 * @param beside
 *   NULL, or PATH_MAX bytes: then "generate:<path>" puts a new token in a file
 *   next to <path>. This is the name of that file, to be renamed or removed, or
 *   empty if there is none.
 * @param reason
 *   VFIO_TOKEN_REASON_LEN bytes: on failure, the cause. Contains no secret.
 * @return
 *   0 on success, -EINVAL if the source contains no usable UUID, or the
 *   negative errno of the operation that failed.
 */
int vfio_token_source_read(const char *source, rte_uuid_t token, char *beside,
		char *reason);

/** Check whether the text of a source may be a token, correct or mistyped. */
bool vfio_token_source_is_secret(const char *source);

/**
 * Write the text of a source that may be kept: "uuid" in place of a token.
 *
 * @param source
 *   The source.
 * @param name
 *   VFIO_TOKEN_SOURCE_LEN bytes.
 */
void vfio_token_source_name(const char *source, char *name);

/**
 * Write a source for display, on terminals and in telemetry's JSON.
 *
 * @param name
 *   The text from vfio_token_source_name().
 * @param text
 *   The text to display: truncated to its size, with plain characters only.
 * @param size
 *   Size of text, in bytes.
 */
void vfio_token_source_show(const char *name, char *text, size_t size);

/**
 * Check whether reading has used up a source: an overwritten token, a
 * descriptor, or a variable that is no longer set.
 */
bool vfio_token_source_is_used_up(const char *source);

/** Get the path in "file:<path>" or "generate:<path>", else NULL. */
const char *vfio_token_source_path(const char *source);

/**
 * Overwrite and remove the variable of "env:<NAME>"; does nothing for any other
 * source. As for unsetenv(), no other thread may access the environment.
 */
void vfio_token_source_forget(const char *source);

#endif /* EAL_VFIO_TOKEN_SOURCE_H_ */
