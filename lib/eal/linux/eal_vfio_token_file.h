/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_FILE_H_
#define EAL_VFIO_TOKEN_FILE_H_

/**
 * @file
 * A file that holds a VF token: read, or created and replaced atomically.
 *
 * Functions with a reason return 0, or a negative errno with the failure
 * described in the reason, which has VFIO_TOKEN_REASON_LEN bytes.
 */

#include <limits.h>
#include <stdbool.h>

#include <rte_uuid.h>

/** Generate a random token, a version 4 UUID. */
int vfio_token_random(rte_uuid_t token, char *reason);

/** Read a token from a file, which may be a pipe or a device. */
int vfio_token_file_read(const char *path, rte_uuid_t token, char *reason);

/**
 * Read a token from a file, or create the file with a random token, accessible
 * only to its owner. Reject a file that others may have written, or a directory
 * that others can write to.
 */
int vfio_token_file_generate(const char *path, rte_uuid_t token, char *reason);

/**
 * Create a file with a random token next to the file that it is to replace,
 * with the same owner, group and mode. An existing file must contain a token.
 *
 * @param path
 *   The file to replace.
 * @param token
 *   The new token.
 * @param beside
 *   PATH_MAX bytes: name of the new file, to be renamed or removed; empty on
 *   failure.
 * @param reason
 *   See above.
 */
int vfio_token_file_renew(const char *path, rte_uuid_t token, char *beside,
		char *reason);

/** Remove a file. A failure is logged because the file holds a token. */
void vfio_token_file_remove(const char *path);

/** Check whether two paths refer to the same file. */
bool vfio_token_file_is_same(const char *a, const char *b);

#endif /* EAL_VFIO_TOKEN_FILE_H_ */
