/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_TEXT_H_
#define EAL_VFIO_TOKEN_TEXT_H_

/**
 * @file
 * VF tokens as text: read, parse, recognize, overwrite.
 *
 * Rejected text may be a mistyped real token, so a reason names the violated
 * rule and never contains the text.
 */

#include <stdbool.h>
#include <stddef.h>

#include <rte_common.h>
#include <rte_uuid.h>

/** Size of a reason, in bytes. */
#define VFIO_TOKEN_REASON_LEN 512

/**
 * Record why something failed.
 *
 * @param reason
 *   VFIO_TOKEN_REASON_LEN bytes.
 * @param err
 *   Value to return.
 * @param format
 *   As for printf().
 * @return
 *   err.
 */
int vfio_token_fail(char *reason, int err, const char *format, ...)
	__rte_format_printf(3, 4);

/**
 * Parse the token in the first line of a text; white space may surround it.
 *
 * @param text
 *   The text.
 * @param token
 *   The token; undefined on failure.
 * @param reason
 *   On failure, the violated rule.
 * @return
 *   0 on success, -EINVAL otherwise.
 */
int vfio_token_parse(const char *text, rte_uuid_t token, char *reason);

/**
 * Read a token from the first line of a descriptor and close it. Fails if
 * nothing arrives for 5 seconds.
 *
 * @param fd
 *   The descriptor.
 * @param token
 *   The token; undefined on failure.
 * @param reason
 *   On failure, the cause.
 * @return
 *   0 on success, -EINVAL if there is no token, -ETIMEDOUT, or the negative
 *   errno of poll() or read().
 */
int vfio_token_read(int fd, rte_uuid_t token, char *reason);

/**
 * Check whether a text looks like a token, correct or not.
 *
 * @param text
 *   The text.
 * @return
 *   Whether it has at least 24 hexadecimal digits before its end or a comma,
 *   and is not a path.
 */
bool vfio_token_is_likely(const char *text);

/** Text that is safe to display: itself, unless it looks like a token. */
const char *vfio_token_hide(const char *text);

/**
 * Overwrite a text with asterisks.
 *
 * @param text
 *   The text, which may be in read-only memory, such as a string literal.
 * @param len
 *   Length of the text in bytes.
 * @return
 *   Whether all of it was overwritten.
 */
bool vfio_token_overwrite(char *text, size_t len);

#endif /* EAL_VFIO_TOKEN_TEXT_H_ */
