/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_FILE_H_
#define EAL_VFIO_TOKEN_FILE_H_

/**
 * @file
 * A file that holds a VF token: read, or made and replaced, whole or not at
 * all.
 *
 * Functions with a reason return 0, or a negated errno and in the reason, of
 * VFIO_TOKEN_REASON_LEN bytes, what could not be done.
 */

#include <limits.h>
#include <stdbool.h>

#include <rte_uuid.h>

/** Make a random token, a version 4 UUID. */
int vfio_token_random(rte_uuid_t token, char *reason);

/** Read a token from a file, which may be a pipe or a device. */
int vfio_token_file_read(const char *path, rte_uuid_t token, char *reason);

/**
 * Read a token from a file, or make the file with a random one, for its owner
 * alone. A file that others may have written, or a folder that others may
 * write to, is refused.
 */
int vfio_token_file_generate(const char *path, rte_uuid_t token, char *reason);

/**
 * Make a file with a random token beside one that it is to replace, for the
 * same owner, group and mode. The one that is there must hold a token; there
 * may be none yet.
 *
 * @param path
 *   The file to replace.
 * @param token
 *   The new token.
 * @param beside
 *   PATH_MAX bytes: the new file, to be renamed or removed; empty on failure.
 * @param reason
 *   See above.
 */
int vfio_token_file_renew(const char *path, rte_uuid_t token, char *beside,
		char *reason);

/** Remove a file. If that fails it is logged, as there is a token in it. */
void vfio_token_file_remove(const char *path);

/** Tell whether two paths are the same file. */
bool vfio_token_file_is_same(const char *a, const char *b);

#endif /* EAL_VFIO_TOKEN_FILE_H_ */
