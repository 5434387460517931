/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_TEXT_H_
#define EAL_VFIO_TOKEN_TEXT_H_

/**
 * @file
 * A VF token as text: read, parsed, recognized, overwritten.
 *
 * A text that is rejected may be a real token with a slip, so a reason gives
 * the rule that was broken and never the text.
 */

#include <stdbool.h>
#include <stddef.h>

#include <rte_common.h>
#include <rte_uuid.h>

/** Size of a reason, in bytes. */
#define VFIO_TOKEN_REASON_LEN 512

/**
 * Write down why something failed.
 *
 * @param reason
 *   VFIO_TOKEN_REASON_LEN bytes.
 * @param err
 *   What to return.
 * @param format
 *   As of printf().
 * @return
 *   err.
 */
int vfio_token_fail(char *reason, int err, const char *format, ...)
	__rte_format_printf(3, 4);

/**
 * Parse the token in the first line of a text, with white space around it.
 *
 * @param text
 *   The text.
 * @param token
 *   The token; undefined on failure.
 * @param reason
 *   On failure, the rule that was broken.
 * @return
 *   0 on success, -EINVAL otherwise.
 */
int vfio_token_parse(const char *text, rte_uuid_t token, char *reason);

/**
 * Read a token from the first line of a descriptor, which is closed. Gives up
 * when nothing comes for 5 seconds.
 *
 * @param fd
 *   The descriptor.
 * @param token
 *   The token; undefined on failure.
 * @param reason
 *   On failure, why.
 * @return
 *   0 on success, -EINVAL if there is no token, -ETIMEDOUT, or the negated
 *   errno of poll() or read().
 */
int vfio_token_read(int fd, rte_uuid_t token, char *reason);

/**
 * Tell whether a text looks like a token, well or badly written.
 *
 * @param text
 *   The text.
 * @return
 *   Whether it has 24 hexadecimal digits or more up to its end or a comma, and
 *   is no path.
 */
bool vfio_token_is_likely(const char *text);

/** A text that may be shown: itself, unless it looks like a token. */
const char *vfio_token_hide(const char *text);

/**
 * Overwrite a text with asterisks.
 *
 * @param text
 *   The text, which may lie where nobody can write, as a string literal does.
 * @param len
 *   Its length in bytes.
 * @return
 *   Whether all of it was overwritten.
 */
bool vfio_token_overwrite(char *text, size_t len);

#endif /* EAL_VFIO_TOKEN_TEXT_H_ */
