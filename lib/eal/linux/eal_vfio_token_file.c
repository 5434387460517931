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

#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_token_file.h"
#include "eal_vfio_token_text.h"

/* RFC 4122 section 4.4. */
int
vfio_token_random(rte_uuid_t token, char *reason)
{
	ssize_t n;

	do {
		n = getrandom(token, sizeof(rte_uuid_t), 0);
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(rte_uuid_t))
		return vfio_token_fail(reason, n < 0 ? -errno : -EIO,
			"the kernel's random number generator: %s",
			n < 0 ? strerror(errno) : "too few bytes");
	token[6] = (token[6] & 0x0f) | 0x40;
	token[8] = (token[8] & 0x3f) | 0x80;
	return 0;
}

/* A descriptor that cannot block, of something that can hold a token. */
static int
open_file(const char *path, int flags, struct stat *st, char *reason)
{
	int fd, ret;

	memset(st, 0, sizeof(*st));
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
	if (fd < 0 && errno == ELOOP && (flags & O_NOFOLLOW))
		return vfio_token_fail(reason, -ELOOP,
			"is a symbolic link, which is not followed here");
	if (fd < 0)
		return vfio_token_fail(reason, -errno, "cannot be opened: %s",
			strerror(errno));
	if (fstat(fd, st) < 0)
		ret = vfio_token_fail(reason, -errno, "cannot be read: %s",
			strerror(errno));
	else if (S_ISDIR(st->st_mode))
		ret = vfio_token_fail(reason, -EISDIR, "is a directory");
	else
		return fd;
	close(fd);
	return ret;
}

int
vfio_token_file_read(const char *path, rte_uuid_t token, char *reason)
{
	struct stat st;
	const int fd = open_file(path, 0, &st, reason);

	if (fd < 0)
		return fd;
	/* this is how orchestrators hand out secrets */
	if (S_ISREG(st.st_mode) && (st.st_mode & 0004))
		EAL_LOG(WARNING,
			"VF token: every user of this machine can read %s",
			vfio_token_hide(path));
	return vfio_token_read(fd, token, reason);
}

/* Whether a file, or its folder, lets another user choose the token. */
static int
check_writers(const char *what, const struct stat *st, char *reason)
{
	const bool is_sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX);

	if (st->st_uid != geteuid() && st->st_uid != 0)
		return vfio_token_fail(reason, -EPERM,
			"%s belongs to another user, who may know or choose the token",
			what);
	if ((st->st_mode & 0022) != 0 && !is_sticky)
		return vfio_token_fail(reason, -EPERM,
			"%s can be written by other users, who may choose the token; take that right away (chmod go-w)",
			what);
	return 0;
}

static int
check_folder(const char *path, char *reason)
{
	char folder[PATH_MAX];
	struct stat st;

	strlcpy(folder, path, sizeof(folder));
	if (stat(dirname(folder), &st) < 0)
		return vfio_token_fail(reason, -errno, "its folder: %s",
			strerror(errno));
	return check_writers("its folder", &st, reason);
}

/* The token in a file that nobody else may have put there. */
static int
read_own(const char *path, rte_uuid_t token, char *reason, struct stat *st)
{
	const int fd = open_file(path, O_NOFOLLOW, st, reason);
	int ret;

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
	size_t done = 0;
	ssize_t n;

	rte_uuid_unparse(token, text, sizeof(text));
	text[sizeof(text) - 1] = '\n';
	while (done < sizeof(text)) {
		n = write(fd, text + done, sizeof(text) - done);
		if (n < 0 && errno != EINTR)
			break;
		done += RTE_MAX(n, 0);
	}
	rte_memzero_explicit(text, sizeof(text));
	return done < sizeof(text) ? -1 : 0;
}

static int
cannot_make(char *reason, int err)
{
	return vfio_token_fail(reason, err, "cannot be made: %s",
		strerror(-err));
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
 * Make a file with a random token beside the path, on the disk when this
 * returns, with the owner, group and mode of another one, or for its owner
 * alone.
 */
static int
write_beside(const char *path, rte_uuid_t token, const struct stat *as,
		char *beside, char *reason)
{
	const mode_t mode = as != NULL ? as->st_mode & 0777 : 0600;
	int fd, ret;

	ret = vfio_token_random(token, reason);
	if (ret < 0)
		return ret;
	snprintf(beside, PATH_MAX, "%s.XXXXXX", path);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		ret = cannot_make(reason, -errno);
		*beside = '\0';
		return ret;
	}
	if (write_token(fd, token) < 0 ||
			(as != NULL && fchown(fd, as->st_uid, as->st_gid) < 0) ||
			fchmod(fd, mode) < 0 || fsync(fd) < 0)
		ret = cannot_make(reason, -errno);
	if (close(fd) < 0 && ret == 0)
		ret = cannot_make(reason, -errno);
	if (ret < 0) {
		vfio_token_file_remove(beside);
		*beside = '\0';
	}
	return ret;
}

/*
 * The file is made under another name and linked to the one that is wanted, so
 * that whoever sees that sees all of it, and of two that do so at once the
 * first wins.
 */
int
vfio_token_file_generate(const char *path, rte_uuid_t token, char *reason)
{
	unsigned int tries = 3;
	char beside[PATH_MAX];
	struct stat st;
	int ret;

	ret = check_folder(path, reason);
	if (ret < 0)
		return ret;
	/* what another has made may be gone before it is read, but not often */
	while (tries-- > 0) {
		ret = read_own(path, token, reason, &st);
		if (ret != -ENOENT)
			return ret;
		ret = write_beside(path, token, NULL, beside, reason);
		if (ret < 0)
			return ret;
		ret = link(beside, path) < 0 ? cannot_make(reason, -errno) : 0;
		vfio_token_file_remove(beside);
		if (ret == 0)
			EAL_LOG(NOTICE, "VF token: made a random one in %s",
				vfio_token_hide(path));
		if (ret != -EEXIST)
			return ret;
	}
	return cannot_make(reason, -EAGAIN);
}

int
vfio_token_file_renew(const char *path, rte_uuid_t token, char *beside,
		char *reason)
{
	struct stat st;
	int ret;

	ret = check_folder(path, reason);
	if (ret < 0)
		return ret;
	/* a file that holds no token was meant for something else */
	ret = read_own(path, token, reason, &st);
	if (ret < 0 && ret != -ENOENT)
		return ret;
	return write_beside(path, token, ret == 0 ? &st : NULL, beside, reason);
}

int
vfio_token_file_replace(const char *path, const char *beside, char *reason)
{
	return rename(beside, path) < 0 ? cannot_make(reason, -errno) : 0;
}

bool
vfio_token_file_is_same(const char *a, const char *b)
{
	struct stat st_a, st_b;

	if (strcmp(a, b) == 0)
		return true;
	return stat(a, &st_a) == 0 && stat(b, &st_b) == 0 &&
		st_a.st_dev == st_b.st_dev && st_a.st_ino == st_b.st_ino;
}
