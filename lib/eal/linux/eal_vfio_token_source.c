/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The sources of tokens. Each reads into buffers that it wipes; a reason why
 * there is none names the place, never what was found there.
 */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_string_fns.h>

#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

/* A token with white space around it; whatever is longer is none. */
#define TEXT_LEN 128
/* For how long a pipe or a device may keep the start-up waiting. */
#define READ_TIMEOUT_MS 5000
/* An access control list, some 500 entries. */
#define ACL_LEN 4096
#define GENERATE "generate:"

static int
__rte_format_printf(3, 4)
fail(char *reason, int err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(reason, VFIO_TOKEN_REASON_LEN, format, ap);
	va_end(ap);
	return err;
}

/* With this many hexadecimal digits it was meant to stand alone. */
static bool
looks_like_token(const char *path)
{
	unsigned int digits = 0;
	const char *p;

	for (p = path; *p != '\0'; p++)
		digits += isxdigit((unsigned char)*p) != 0;
	return strchr(path, '/') == NULL && digits >= 24;
}

/* A path for a message. */
static const char *
show_path(const char *path)
{
	return looks_like_token(path) ? "(not shown, it looks like a token)" :
		path;
}

/* The UUID in a text that ends at its first line's end. */
static int
parse_uuid(const char *text, rte_uuid_t token, char *reason)
{
	const size_t len = strlen(text);

	if (len == 0)
		return fail(reason, -EINVAL, "there is no token");
	if (len != RTE_UUID_STRLEN - 1)
		return fail(reason, -EINVAL,
			"a UUID has %d characters, this has %zu",
			RTE_UUID_STRLEN - 1, len);
	if (rte_uuid_parse(text, token) < 0)
		return fail(reason, -EINVAL,
			"a UUID is hexadecimal digits in groups of 8, 4, 4, 4 and 12 with hyphens between");
	if (rte_uuid_is_null(token))
		return fail(reason, -EINVAL,
			"the nil UUID is no secret, anybody can guess it");
	return 0;
}

/* The same, with white space around it and a place to name. */
static int
parse_line(char *line, const char *place, rte_uuid_t token, char *reason)
{
	char why[VFIO_TOKEN_REASON_LEN];
	char *end;
	int ret;

	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, " \t\r\v\f");
	for (end = line + strlen(line); end > line &&
			isspace((unsigned char)end[-1]); end--)
		end[-1] = '\0';

	ret = parse_uuid(line, token, why);
	return ret < 0 ? fail(reason, ret, "%.300s: %s", place, why) : 0;
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/*
 * Read up to the end, or to the end of the first line. Returns the number of
 * bytes, at most size, or a negated errno.
 */
static ssize_t
read_text(int fd, char *text, size_t size, bool to_end)
{
	const int64_t deadline = now_ms() + READ_TIMEOUT_MS;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t n;

	while (len < size) {
		const int64_t left = deadline - now_ms();

		n = vfio_sys()->poll(&ready, 1, RTE_MAX(left, 0));
		if (n == 0)
			return -ETIMEDOUT;
		if (n > 0)
			n = vfio_sys()->read(fd, text + len, size - len);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		if (n < 0)
			continue;
		if (n == 0)
			break;
		len += n;
		if (!to_end && memchr(text, '\n', len) != NULL)
			break;
	}
	return len;
}

/* A token from a descriptor, which is closed. */
static int
read_fd(int fd, const char *place, bool to_end, rte_uuid_t token,
		char *reason)
{
	char text[TEXT_LEN + 1] = "";
	ssize_t len;
	int ret;

	len = read_text(fd, text, TEXT_LEN, to_end);
	vfio_sys()->close(fd);
	if (len == -ETIMEDOUT)
		ret = fail(reason, len, "%.300s: nothing came within %d s",
			place, READ_TIMEOUT_MS / 1000);
	else if (len < 0)
		ret = fail(reason, len, "%.300s: cannot be read: %s", place,
			strerror(-len));
	else if (len == TEXT_LEN && (to_end || strchr(text, '\n') == NULL))
		ret = fail(reason, -EINVAL,
			"%.300s: too long, a token with white space around it has less than %d characters",
			place, TEXT_LEN);
	else
		ret = parse_line(text, place, token, reason);
	explicit_bzero(text, sizeof(text));
	return ret;
}

/* Files that others can read are how orchestrators hand out secrets. */
static void
warn_if_public(const char *path, const struct stat *st)
{
	if (S_ISREG(st->st_mode) && (st->st_mode & 0004))
		RTE_LOG(WARNING, EAL,
			"VF token: every user of this machine can read %s\n",
			show_path(path));
}

/* A descriptor that cannot block, of something that can hold a token. */
static int
open_file(const char *path, int flags, struct stat *st, char *reason)
{
	const char *shown = show_path(path);
	int fd, err;

	memset(st, 0, sizeof(*st));
	fd = vfio_sys()->open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY |
			O_CLOEXEC | flags, 0);
	if (fd < 0) {
		err = errno;
		if (err == ELOOP && (flags & O_NOFOLLOW))
			return fail(reason, -err,
				"%.300s: is a symbolic link, which is not followed here",
				shown);
		return fail(reason, -err, "%.300s: cannot be opened: %s",
			shown, strerror(err));
	}
	if (vfio_sys()->fstat(fd, st) < 0)
		err = fail(reason, -errno, "%.300s: %s", shown,
			strerror(errno));
	else if (S_ISDIR(st->st_mode))
		err = fail(reason, -EISDIR, "%.300s: is a directory", shown);
	else
		return fd;
	vfio_sys()->close(fd);
	return err;
}

/* The token in a file. Of ours, what another user may have put there is none. */
static int
read_file(const char *path, bool ours, rte_uuid_t token, char *reason,
		struct stat *st)
{
	const int fd = open_file(path, ours ? O_NOFOLLOW : 0, st, reason);

	if (fd < 0)
		return fd;
	if (ours && st->st_uid != geteuid() && st->st_uid != 0) {
		vfio_sys()->close(fd);
		return fail(reason, -EPERM,
			"%.300s: belongs to another user, who may know what is in it",
			show_path(path));
	}
	warn_if_public(path, st);
	return read_fd(fd, show_path(path), false, token, reason);
}

static int
source_file(const char *path, rte_uuid_t token, char *reason)
{
	struct stat st;

	return read_file(path, false, token, reason, &st);
}

/* A version 4 UUID, RFC 4122 section 4.4. */
static int
source_random(const char *unused __rte_unused, rte_uuid_t token, char *reason)
{
	ssize_t n;

	do {
		n = vfio_sys()->getrandom(token, sizeof(rte_uuid_t), 0);
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(rte_uuid_t))
		return fail(reason, n < 0 ? -errno : -EIO,
			"the kernel's random number generator: %s",
			n < 0 ? strerror(errno) : "too few bytes");
	token[6] = (token[6] & 0x0f) | 0x40;
	token[8] = (token[8] & 0x3f) | 0x80;
	return 0;
}

/* The whole file or an error. */
static int
write_token(int fd, const rte_uuid_t token)
{
	char text[RTE_UUID_STRLEN];
	size_t done = 0;
	ssize_t n;
	int ret = 0;

	rte_uuid_unparse(token, text, sizeof(text));
	text[sizeof(text) - 1] = '\n';
	while (ret == 0 && done < sizeof(text)) {
		n = vfio_sys()->write(fd, text + done, sizeof(text) - done);
		if (n > 0)
			done += n;
		else if (n == 0 || errno != EINTR)
			ret = n == 0 ? -ENOSPC : -errno;
	}
	explicit_bzero(text, sizeof(text));
	return ret;
}

/* What cannot be removed is told, as it holds a token. */
static void
remove_file(const char *path)
{
	if (vfio_sys()->unlink(path) < 0)
		RTE_LOG(WARNING, EAL, "VF token: %s cannot be removed, remove it yourself: %s\n",
			show_path(path), strerror(errno));
}

/* A name beside a path that nobody else has. */
static int
name_beside(const char *path, char *name)
{
	char reason[VFIO_TOKEN_REASON_LEN];
	rte_uuid_t unique;
	int n, ret;

	ret = source_random(NULL, unique, reason);
	if (ret < 0)
		return ret;
	n = snprintf(name, PATH_MAX, "%s.%02x%02x%02x%02x", path,
		unique[0], unique[1], unique[2], unique[3]);
	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/*
 * Who may read a file: as for another one, with its access control list
 * (acl(5)) if it has one, or its owner alone.
 */
static int
set_readers(int fd, const char *path, const struct stat *as)
{
	static const char name[] = "system.posix_acl_access";
	char acl[ACL_LEN];
	ssize_t len;

	if (as == NULL)
		return vfio_sys()->fchmod(fd, 0600) < 0 ? -errno : 0;
	if (vfio_sys()->fchown(fd, as->st_uid, as->st_gid) < 0)
		return -errno;
	len = vfio_sys()->getxattr(path, name, acl, sizeof(acl));
	if (len < 0 && errno != ENODATA && errno != ENOTSUP)
		return -errno;
	/* before the mode, whose bits for the group mean less with it */
	if (len > 0 && vfio_sys()->fsetxattr(fd, name, acl, len, 0) < 0)
		return -errno;
	return vfio_sys()->fchmod(fd, as->st_mode & 0777) < 0 ? -errno : 0;
}

/*
 * Write a token to a file beside the path, for the same readers as a file
 * that it is to replace, if any.
 */
static int
write_beside(const char *path, const rte_uuid_t token,
		const struct stat *as, char *temp)
{
	int fd, ret;

	ret = name_beside(path, temp);
	if (ret < 0)
		return ret;
	fd = vfio_sys()->open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
			O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	ret = write_token(fd, token);
	if (ret == 0)
		ret = set_readers(fd, path, as);
	if (ret == 0 && vfio_sys()->fsync(fd) < 0)
		ret = -errno;
	if (vfio_sys()->close(fd) < 0 && ret == 0)
		ret = -errno;
	if (ret < 0)
		remove_file(temp);
	return ret;
}

/*
 * Make the file under a name of its own and link it to the one that is
 * wanted, so that whoever sees that sees all of it, and of two that do so at
 * once the first wins. -EEXIST: another was first.
 */
static int
create_file(const char *path, const rte_uuid_t token)
{
	char temp[PATH_MAX];
	int ret;

	ret = write_beside(path, token, NULL, temp);
	if (ret < 0)
		return ret;
	if (vfio_sys()->link(temp, path) < 0)
		ret = -errno;
	remove_file(temp);
	return ret;
}

static int
explain_create(const char *path, char *reason, int ret)
{
	return ret < 0 ? fail(reason, ret, "%.300s: cannot be made: %s",
		show_path(path), strerror(-ret)) : 0;
}

static int
source_generate(const char *path, rte_uuid_t token, char *reason)
{
	struct stat st;
	unsigned int tries;
	int ret;

	/* what another has made may be gone before it is read, but not often */
	for (tries = 0; tries < 3; tries++) {
		ret = read_file(path, true, token, reason, &st);
		if (ret != -ENOENT)
			return ret;
		ret = source_random(NULL, token, reason);
		if (ret < 0)
			return ret;
		ret = create_file(path, token);
		if (ret == 0)
			RTE_LOG(NOTICE, EAL, "VF token: made a random one in %s\n",
				show_path(path));
		if (ret != -EEXIST)
			break;
		ret = -EAGAIN;
	}
	return explain_create(path, reason, ret);
}

/*
 * Put a file in the place of another, which is kept beside it; but only a
 * file that holds a token, as what else is there was meant for something
 * else. The new one is there at every moment, or the old one.
 */
static int
replace_file(const char *path, const rte_uuid_t token, const struct stat *as,
		char *old)
{
	char temp[PATH_MAX];
	int ret;

	ret = name_beside(path, old);
	if (ret == 0)
		ret = write_beside(path, token, as, temp);
	if (ret < 0)
		return ret;
	if (vfio_sys()->link(path, old) < 0) {
		ret = -errno;
		remove_file(temp);
	} else if (vfio_sys()->rename(temp, path) < 0) {
		ret = -errno;
		remove_file(temp);
		remove_file(old);
	}
	return ret;
}

static int
renew_generated(const char *path, rte_uuid_t token, char *old, char *reason)
{
	struct stat st;
	bool is_new;
	int ret;

	*old = '\0';
	ret = read_file(path, true, token, reason, &st);
	if (ret < 0 && ret != -ENOENT)
		return ret;
	is_new = ret == -ENOENT;

	ret = source_random(NULL, token, reason);
	if (ret < 0)
		return ret;
	ret = is_new ? create_file(path, token) :
		replace_file(path, token, &st, old);
	return explain_create(path, reason, ret);
}

static int
source_fd(const char *number, rte_uuid_t token, char *reason)
{
	char place[32], *end;
	unsigned long fd;
	struct stat st;

	fd = strtoul(number, &end, 10);
	if (!isdigit((unsigned char)*number) || *end != '\0' || fd > INT_MAX)
		return fail(reason, -EINVAL, "fd: wants the number of a descriptor");
	if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
		return fail(reason, -EINVAL,
			"fd:%d is for output, and would be closed", (int)fd);
	snprintf(place, sizeof(place), "fd:%d", (int)fd);
	/* a number that is wrong by one may be a device's, or EAL's own */
	if (vfio_sys()->fstat(fd, &st) == 0 && !S_ISFIFO(st.st_mode) &&
			!S_ISREG(st.st_mode) && !S_ISSOCK(st.st_mode))
		return fail(reason, -EINVAL,
			"%s: is no pipe, file or socket, and left alone", place);
	return read_fd(fd, place, true, token, reason);
}

static int
source_env(const char *name, rte_uuid_t token, char *reason)
{
	const char *text = getenv(name);
	const char *shown = show_path(name);
	char copy[TEXT_LEN];
	char place[TEXT_LEN];
	int ret;

	snprintf(place, sizeof(place), "variable %s", shown);
	if (*name == '\0')
		return fail(reason, -EINVAL, "env: wants the name of a variable");
	if (text == NULL)
		return fail(reason, -ENOENT, "%s: is not set", place);
	if (strlen(text) >= sizeof(copy))
		return fail(reason, -EINVAL,
			"%s: too long, a token with white space around it has less than %d characters",
			place, TEXT_LEN);
	strcpy(copy, text);
	ret = parse_line(copy, place, token, reason);
	explicit_bzero(copy, sizeof(copy));
	return ret;
}

static const struct source {
	const char *prefix;
	enum vfio_token_source kind;
	int (*read)(const char *rest, rte_uuid_t token, char *reason);
} sources[] = {
	{ "file:", VFIO_TOKEN_FILE, source_file },
	{ GENERATE, VFIO_TOKEN_FILE, source_generate },
	{ "fd:", VFIO_TOKEN_ONCE, source_fd },
	{ "env:", VFIO_TOKEN_ONCE, source_env },
};

static const struct source *
find_source(const char *text)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sources); i++)
		if (strncmp(text, sources[i].prefix,
				strlen(sources[i].prefix)) == 0)
			return &sources[i];
	return NULL;
}

__rte_cold
enum vfio_token_source
vfio_token_source_kind(const char *source)
{
	const struct source *s = find_source(source);

	if (s != NULL)
		return looks_like_token(source + strlen(s->prefix)) ?
			VFIO_TOKEN_LITERAL : s->kind;
	if (strcmp(source, "random") == 0)
		return VFIO_TOKEN_ONCE;
	if (*source != '\0' && source[strspn(source, "*")] == '\0')
		return VFIO_TOKEN_REDACTED;
	return VFIO_TOKEN_LITERAL;
}

__rte_cold
int
vfio_token_source_read(const char *source, rte_uuid_t token, char *reason)
{
	const struct source *s = find_source(source);
	int ret;

	if (s != NULL)
		ret = s->read(source + strlen(s->prefix), token, reason);
	else if (strcmp(source, "random") == 0)
		ret = source_random(NULL, token, reason);
	else
		ret = parse_uuid(source, token, reason);
	if (ret < 0)
		explicit_bzero(token, sizeof(rte_uuid_t));
	return ret;
}

__rte_cold
bool
vfio_token_source_is_generated(const char *source)
{
	return strncmp(source, GENERATE, sizeof(GENERATE) - 1) == 0;
}

__rte_cold
int
vfio_token_source_renew(const char *source, rte_uuid_t token, char *old,
		char *reason)
{
	const int ret = renew_generated(source + sizeof(GENERATE) - 1, token,
			old, reason);

	if (ret < 0)
		explicit_bzero(token, sizeof(rte_uuid_t));
	return ret;
}

__rte_cold
void
vfio_token_source_renewed(const char *source, const char *old, bool in_use)
{
	const char *path = source + sizeof(GENERATE) - 1;

	if (in_use && *old != '\0')
		remove_file(old);
	else if (!in_use && *old == '\0')
		remove_file(path);
	else if (!in_use && vfio_sys()->rename(old, path) < 0)
		RTE_LOG(ERR, EAL, "VF token: %s holds one that is not in use, the one that is stays in %s: %s\n",
			show_path(path), show_path(old), strerror(errno));
}

__rte_cold
void
vfio_token_source_name(const char *source, struct vfio_token_origin *origin)
{
	const enum vfio_token_source kind = vfio_token_source_kind(source);

	if (kind == VFIO_TOKEN_LITERAL || kind == VFIO_TOKEN_REDACTED)
		source = "";
	strlcpy(origin->source, source, sizeof(origin->source));
}

/* For terminals, and for telemetry, which escapes little in its JSON. */
static void
make_plain(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			*text = '?';
}

__rte_cold
void
vfio_token_source_show(const struct vfio_token_origin *origin, char *text)
{
	const struct source *s = find_source(origin->source);

	if (*origin->source == '\0')
		strlcpy(text, "uuid", VFIO_TOKEN_SOURCE_LEN);
	else if (s == NULL)
		strlcpy(text, origin->source, VFIO_TOKEN_SOURCE_LEN);
	else
		snprintf(text, VFIO_TOKEN_SOURCE_LEN, "%s%s", s->prefix,
			show_path(origin->source + strlen(s->prefix)));
	make_plain(text);
}

__rte_cold
void
vfio_token_forget_variable(const char *name)
{
	char *text = getenv(name);

	if (text == NULL)
		return;
	explicit_bzero(text, strlen(text));
	unsetenv(name);
}

__rte_cold
void
vfio_token_source_forget(const char *source)
{
	static const char prefix[] = "env:";

	if (strncmp(source, prefix, sizeof(prefix) - 1) == 0)
		vfio_token_forget_variable(source + sizeof(prefix) - 1);
}

/*
 * A token was in vector registers as well, which the dynamic linker may save
 * on the stack later on. Compilers that cannot clear them: gcc before 11,
 * clang before 15.
 */
#if defined(__has_attribute)
#if __has_attribute(zero_call_used_regs)
#define VFIO_TOKEN_CLEAR_REGISTERS \
	__attribute((zero_call_used_regs("all")))
#endif
#endif
#ifndef VFIO_TOKEN_CLEAR_REGISTERS
#define VFIO_TOKEN_CLEAR_REGISTERS
#endif

/* As deep as the calls that handle tokens go, libc's formatting included. */
VFIO_TOKEN_CLEAR_REGISTERS
__rte_noinline
void
vfio_token_wipe_stack(void)
{
	char stack[16384];

	explicit_bzero(stack, sizeof(stack));
}
