/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_token_file.h"
#include "eal_vfio_token_text.h"

/* RFC 4122 section 4.4. */
int
vfio_token_random(rte_uuid_t token, char *reason)
{
	errno = EIO; /* unless getrandom() sets it */
	if (getrandom(token, sizeof(rte_uuid_t), 0) != sizeof(rte_uuid_t))
		return vfio_token_fail(reason, -errno,
			"the kernel's random number generator: %s",
			strerror(errno));
	token[6] = (token[6] & 0x0f) | 0x40;
	token[8] = (token[8] & 0x3f) | 0x80;
	return 0;
}

/* Get a descriptor that cannot block. */
static int
open_file(const char *path, int flags, struct stat *st, char *reason)
{
	int fd, err;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	if (fd >= 0 && fstat(fd, st) == 0)
		return fd;
	err = errno;
	if (fd >= 0)
		close(fd);
	return vfio_token_fail(reason, -err, "cannot be opened: %s", strerror(err));
}

int
vfio_token_file_read(const char *path, rte_uuid_t token, char *reason)
{
	struct stat st = { 0 };
	const int fd = open_file(path, 0, &st, reason);

	if (fd < 0)
		return fd;
	/* only warn: orchestrators hand out secrets this way */
	if (S_ISREG(st.st_mode) && (st.st_mode & 0004))
		EAL_LOG(WARNING,
			"VF token: every user of this machine can read %s",
			vfio_token_hide(path));
	return vfio_token_read(fd, token, reason);
}

/* Fail if a file, or its directory, lets another user choose the token. */
static int
check_writers(const char *what, const struct stat *st, char *reason)
{
	const bool is_sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX);

	if ((st->st_uid == geteuid() || st->st_uid == 0) &&
			((st->st_mode & 0022) == 0 || is_sticky))
		return 0;
	return vfio_token_fail(reason, -EPERM,
		"%s belongs to another user or is writable by one, who could choose the token (chown, chmod go-w)",
		what);
}

/* Read a token that no other user can have written into the file. */
static int
read_own(const char *path, rte_uuid_t token, char *reason, struct stat *st)
{
	char folder[PATH_MAX];
	int fd, ret;

	strlcpy(folder, path, sizeof(folder));
	if (stat(dirname(folder), st) < 0)
		return vfio_token_fail(reason, -errno, "its directory: %s",
			strerror(errno));
	ret = check_writers("its directory", st, reason);
	if (ret < 0)
		return ret;
	fd = open_file(path, O_NOFOLLOW, st, reason);
	if (fd < 0)
		return fd;
	ret = check_writers("it", st, reason);
	if (ret == 0)
		return vfio_token_read(fd, token, reason);
	close(fd);
	return ret;
}

static int
write_token(int fd, const rte_uuid_t token)
{
	char text[RTE_UUID_STRLEN];
	ssize_t n;

	rte_uuid_unparse(token, text, sizeof(text));
	text[sizeof(text) - 1] = '\n';
	errno = ENOSPC; /* unless write() sets it */
	n = write(fd, text, sizeof(text));
	rte_memzero_explicit(text, sizeof(text));
	return n == sizeof(text) ? 0 : -1;
}

void
vfio_token_file_remove(const char *path)
{
	if (unlink(path) < 0)
		EAL_LOG(WARNING,
			"VF token: %s cannot be removed, remove it yourself: %s",
			vfio_token_hide(path), strerror(errno));
}

/*
 * Create a file with a random token next to the path. It is on disk when this
 * returns. It has the owner, group and mode of another file, or only its owner
 * can access it.
 */
static int
write_beside(const char *path, rte_uuid_t token, const struct stat *as,
		char *beside, char *reason)
{
	int fd, ret;

	ret = vfio_token_random(token, reason);
	if (ret < 0)
		return ret;
	snprintf(beside, PATH_MAX, "%s.XXXXXX", path);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd >= 0 && write_token(fd, token) == 0 &&
			(as == NULL || fchown(fd, as->st_uid, as->st_gid) == 0) &&
			fchmod(fd, as != NULL ? as->st_mode & 0777 : 0600) == 0 &&
			fsync(fd) == 0) {
		close(fd);
		return 0;
	}
	ret = vfio_token_fail(reason, -errno, "cannot be created: %s", strerror(errno));
	if (fd >= 0) {
		close(fd);
		vfio_token_file_remove(beside);
	}
	*beside = '\0';
	return ret;
}

/*
 * Create the file under another name, then link it to the path: nobody sees an
 * incomplete file, and the first of two concurrent callers wins.
 */
int
vfio_token_file_generate(const char *path, rte_uuid_t token, char *reason)
{
	char beside[PATH_MAX];
	struct stat st;
	int ret;

	ret = read_own(path, token, reason, &st);
	if (ret != -ENOENT)
		return ret;
	ret = write_beside(path, token, NULL, beside, reason);
	if (ret < 0)
		return ret;
	if (link(beside, path) == 0)
		EAL_LOG(NOTICE, "VF token: created a random one in %s",
			vfio_token_hide(path));
	else if (errno == EEXIST)
		ret = read_own(path, token, reason, &st);
	else
		ret = vfio_token_fail(reason, -errno, "cannot be created: %s",
			strerror(errno));
	vfio_token_file_remove(beside);
	return ret;
}

int
vfio_token_file_renew(const char *path, rte_uuid_t token, char *beside,
		char *reason)
{
	struct stat st;
	int ret;

	/* a file without a token was meant for something else */
	ret = read_own(path, token, reason, &st);
	if (ret < 0 && ret != -ENOENT)
		return ret;
	return write_beside(path, token, ret == 0 ? &st : NULL, beside, reason);
}

bool
vfio_token_file_is_same(const char *a, const char *b)
{
	struct stat st_a, st_b;

	return strcmp(a, b) == 0 || (stat(a, &st_a) == 0 && stat(b, &st_b) == 0 &&
		st_a.st_dev == st_b.st_dev && st_a.st_ino == st_b.st_ino);
}
