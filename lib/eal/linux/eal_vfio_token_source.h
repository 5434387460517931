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

/** Size of a source, in bytes; a longer one is refused. */
#define VFIO_TOKEN_SOURCE_LEN 256

/**
 * Read a token from a source.
 *
 * @param source
 *   The source.
 * @param token
 *   The token; wiped on failure.
 * @param beside
 *   NULL, or PATH_MAX bytes to have "generate:<path>" make another token, in a
 *   file beside that one: its name, to be renamed or removed. Empty for none.
 * @param reason
 *   VFIO_TOKEN_REASON_LEN bytes: on failure, why. Holds no secret.
 * @return
 *   0 on success, -EINVAL if there is no usable UUID in it, or the negated
 *   errno of what could not be done.
 */
int vfio_token_source_read(const char *source, rte_uuid_t token, char *beside,
		char *reason);

/** Tell whether the text of a source may be a token, whole or with a slip. */
bool vfio_token_source_is_secret(const char *source);

/**
 * Write the text of a source that may be kept: "uuid" in the place of a token.
 *
 * @param source
 *   The source.
 * @param name
 *   VFIO_TOKEN_SOURCE_LEN bytes.
 */
void vfio_token_source_name(const char *source, char *name);

/**
 * Write a source for people: on terminals, and in telemetry's JSON.
 *
 * @param name
 *   As vfio_token_source_name() has given it.
 * @param text
 *   What is shown of it: cut to its size, and nothing but plain characters.
 * @param size
 *   Size of text, in bytes.
 */
void vfio_token_source_show(const char *name, char *text, size_t size);

/**
 * Tell whether a source has been used up once it was read: a token that was
 * overwritten, a descriptor, a variable that is not set any more.
 */
bool vfio_token_source_is_used_up(const char *source);

/** The path in "file:<path>" and "generate:<path>", else NULL. */
const char *vfio_token_source_path(const char *source);

/**
 * Overwrite and remove the variable of "env:<NAME>"; nothing for any other
 * source. As for unsetenv(), no other thread may use the environment.
 */
void vfio_token_source_forget(const char *source);

#endif /* EAL_VFIO_TOKEN_SOURCE_H_ */
