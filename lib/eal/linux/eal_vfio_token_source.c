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
#include <libgen.h>
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

#include <eal_export.h>
#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

/* A token with white space around it; whatever is longer is none. */
#define TEXT_LEN 128
/* For how long a pipe or a device may keep the start-up waiting. */
#define READ_TIMEOUT_MS 5000
#define READ_NAP_MS 10
/* So much getrandom() gives in one piece, whatever happens. */
#define GETRANDOM_WHOLE ((size_t)256)
/* An access control list, some 500 entries. */
#define ACL_LEN 4096
#define GENERATE "generate:"
#define ENV "env:"
#define HEX_LETTERS "abcdefABCDEF"
#define LETTERS HEX_LETTERS "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ"
/* A word with more letters is not shown, as it may be anything. */
#define LONGEST_WORD 10

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

/* A token with a slip still has most of its digits. */
__rte_cold
bool
vfio_token_is_likely(const char *text)
{
	unsigned int digits = 0;
	const char *p;

	for (p = text; *p != '\0' && *p != ',' && *p != '/'; p++)
		digits += isxdigit((unsigned char)*p) != 0;
	return *p != '/' && digits >= 24;
}

/* A path for a message. */
static const char *
show_path(const char *path)
{
	return vfio_token_is_likely(path) ? "(not shown, it looks like a token)" :
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
 * Read the first line, or all there is if it has no end. A descriptor whose
 * file status is shared may be ready and then not be, so nap and try again.
 */
static int
read_line(int fd, char *text, size_t size, size_t *len)
{
	const int64_t deadline = now_ms() + READ_TIMEOUT_MS;
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t n;

	for (*len = 0; *len < size && memchr(text, '\n', *len) == NULL;) {
		const int64_t left = deadline - now_ms();

		n = left > 0 ? vfio_sys()->poll(&ready, 1, left) : 0;
		if (n == 0)
			return -ETIMEDOUT;
		if (n > 0)
			n = vfio_sys()->read(fd, text + *len, size - *len);
		if (n == 0)
			break;
		if (n > 0)
			*len += n;
		else if (errno == EAGAIN)
			vfio_sys()->poll(NULL, 0, READ_NAP_MS);
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

/* A token from a descriptor, which is closed. */
static int
read_fd(int fd, const char *place, rte_uuid_t token, char *reason)
{
	char text[TEXT_LEN + 1] = "";
	size_t len;
	int ret;

	ret = read_line(fd, text, TEXT_LEN, &len);
	vfio_sys()->close(fd);
	if (ret == -ETIMEDOUT && len != 0)
		fail(reason, ret,
			"%.300s: no end of the line within %d s; write a newline behind the token, or close the pipe",
			place, READ_TIMEOUT_MS / 1000);
	else if (ret == -ETIMEDOUT)
		fail(reason, ret, "%.300s: nothing came within %d s",
			place, READ_TIMEOUT_MS / 1000);
	else if (ret < 0)
		fail(reason, ret, "%.300s: cannot be read: %s", place,
			strerror(-ret));
	else if (len == TEXT_LEN && strchr(text, '\n') == NULL)
		ret = fail(reason, -EINVAL,
			"%.300s: too long, a token with white space around it has less than %d characters",
			place, TEXT_LEN);
	else
		ret = parse_line(text, place, token, reason);
	rte_memzero_explicit(text, sizeof(text));
	return ret;
}

/* Files that others can read are how orchestrators hand out secrets. */
static void
warn_if_public(const char *path, const struct stat *st)
{
	if (S_ISREG(st->st_mode) && (st->st_mode & 0004))
		EAL_LOG(WARNING,
			"VF token: every user of this machine can read %s",
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

/* Whether "it" or "its folder" lets another user choose the token. */
static int
check_writers(const char *path, const char *what, const struct stat *st,
		char *reason)
{
	const bool is_sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX);

	if (st->st_uid != geteuid() && st->st_uid != 0)
		return fail(reason, -EPERM,
			"%.300s: %s belongs to another user, who may know or choose the token",
			show_path(path), what);
	if ((st->st_mode & 0022) != 0 && !is_sticky)
		return fail(reason, -EPERM,
			"%.300s: %s can be written by other users, who may choose the token; take that right away (chmod go-w)",
			show_path(path), what);
	return 0;
}

/* Where a token is generated, nobody else may put one. */
static int
check_folder(const char *path, char *reason)
{
	char folder[PATH_MAX];
	struct stat st;
	int fd, ret;

	if (strlcpy(folder, path, sizeof(folder)) >= sizeof(folder))
		return fail(reason, -ENAMETOOLONG, "%.300s: %s",
			show_path(path), strerror(ENAMETOOLONG));
	fd = vfio_sys()->open(dirname(folder), O_PATH | O_DIRECTORY | O_CLOEXEC,
			0);
	if (fd < 0 || vfio_sys()->fstat(fd, &st) < 0)
		ret = fail(reason, -errno, "%.300s: its folder: %s",
			show_path(path), strerror(errno));
	else
		ret = check_writers(path, "its folder", &st, reason);
	if (fd >= 0)
		vfio_sys()->close(fd);
	return ret;
}

/* The token in a file. Of ours, what another user may have put there is none. */
static int
read_file(const char *path, bool ours, rte_uuid_t token, char *reason,
		struct stat *st)
{
	const int fd = open_file(path, ours ? O_NOFOLLOW : 0, st, reason);
	int ret;

	if (fd < 0)
		return fd;
	ret = ours ? check_writers(path, "it", st, reason) : 0;
	if (ret < 0) {
		vfio_sys()->close(fd);
		return ret;
	}
	warn_if_public(path, st);
	return read_fd(fd, show_path(path), token, reason);
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
	rte_memzero_explicit(text, sizeof(text));
	return ret;
}

/* What cannot be removed is told, as it holds a token. */
static void
remove_file(const char *path)
{
	if (vfio_sys()->unlink(path) < 0)
		EAL_LOG(WARNING, "VF token: %s cannot be removed, remove it yourself: %s",
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

	ret = check_folder(path, reason);
	if (ret < 0)
		return ret;
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
			EAL_LOG(NOTICE, "VF token: made a random one in %s",
				show_path(path));
		if (ret != -EEXIST)
			break;
		ret = -EAGAIN;
	}
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
			"%s: is %s; it wants a pipe, a file or a socket", place,
			isatty(fd) ? "a terminal, where the token would show" :
			"no place for a token, and left alone");
	return read_fd(fd, place, token, reason);
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
	rte_memzero_explicit(copy, sizeof(copy));
	return ret;
}

/* A text that is no source: the token, or "word:" that was meant as one. */
static int
source_text(const char *text, rte_uuid_t token, char *reason)
{
	const size_t word = strspn(text, LETTERS), hex = strspn(text, HEX_LETTERS);

	if (word <= LONGEST_WORD && word > hex && text[word] == ':')
		return fail(reason, -EINVAL,
			"there is no source %.*s:, but file:, generate:, fd:, env: and random",
			(int)word, text);
	return parse_uuid(text, token, reason);
}

static const struct source {
	const char *prefix;
	enum vfio_token_source kind;
	int (*read)(const char *rest, rte_uuid_t token, char *reason);
} sources[] = {
	{ "file:", VFIO_TOKEN_FILE, source_file },
	{ GENERATE, VFIO_TOKEN_FILE, source_generate },
	{ "fd:", VFIO_TOKEN_ONCE, source_fd },
	{ ENV, VFIO_TOKEN_ONCE, source_env },
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
		return vfio_token_is_likely(source + strlen(s->prefix)) ?
			VFIO_TOKEN_LITERAL : s->kind;
	if (strcmp(source, "random") == 0)
		return VFIO_TOKEN_ONCE;
	if (*source != '\0' && source[strspn(source, "*")] == '\0')
		return VFIO_TOKEN_REDACTED;
	return VFIO_TOKEN_LITERAL;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_source_read)
__rte_cold
int
vfio_token_source_read(const char *source, rte_uuid_t token, char *reason)
{
	const struct source *s = find_source(source);
	int ret;

	if (s != NULL && strlen(source) >= VFIO_TOKEN_SOURCE_LEN)
		ret = fail(reason, -ENAMETOOLONG,
			"%s... is too long, a source has less than %d characters",
			s->prefix, VFIO_TOKEN_SOURCE_LEN);
	else if (s != NULL)
		ret = s->read(source + strlen(s->prefix), token, reason);
	else if (strcmp(source, "random") == 0)
		ret = source_random(NULL, token, reason);
	else
		ret = source_text(source, token, reason);
	if (vfio_token_source_kind(source) == VFIO_TOKEN_REDACTED)
		fail(reason, ret,
			"the token was overwritten when it was read, and is not known any more");
	if (ret < 0)
		rte_memzero_explicit(token, sizeof(rte_uuid_t));
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
vfio_token_source_renew(const char *source, rte_uuid_t token,
		struct vfio_token_renewal *r, char *reason)
{
	const char *path = source + sizeof(GENERATE) - 1;
	struct stat st;
	int ret;

	ret = check_folder(path, reason);
	if (ret < 0)
		return ret;
	/* a file that holds no token was meant for something else */
	ret = read_file(path, true, token, reason, &st);
	r->path = path;
	r->replaces = ret == 0;
	if (ret == 0 || ret == -ENOENT)
		ret = source_random(NULL, token, reason);
	if (ret == 0)
		ret = explain_create(path, reason, write_beside(path, token,
				r->replaces ? &st : NULL, r->beside));
	if (ret < 0)
		rte_memzero_explicit(token, sizeof(rte_uuid_t));
	return ret;
}

__rte_cold
int
vfio_token_source_renewed(const struct vfio_token_renewal *r, char *reason)
{
	int ret;

	/* another file that was made meanwhile stays */
	ret = r->replaces ? vfio_sys()->rename(r->beside, r->path) :
		vfio_sys()->link(r->beside, r->path);
	if (ret < 0)
		return explain_create(r->path, reason, -errno);
	if (!r->replaces)
		remove_file(r->beside);
	return 0;
}

__rte_cold
void
vfio_token_source_not_renewed(const struct vfio_token_renewal *r)
{
	remove_file(r->beside);
}

/* The path of a source that is a file, or NULL. */
static const char *
path_of(const char *source)
{
	const struct source *s = find_source(source);

	return s != NULL && s->kind == VFIO_TOKEN_FILE ?
		source + strlen(s->prefix) : NULL;
}

static bool
identify(const char *path, struct stat *st)
{
	const int fd = vfio_sys()->open(path, O_PATH | O_CLOEXEC, 0);
	const bool found = fd >= 0 && vfio_sys()->fstat(fd, st) == 0;

	if (fd >= 0)
		vfio_sys()->close(fd);
	return found;
}

__rte_cold
bool
vfio_token_source_is_same_file(const char *a, const char *b)
{
	const char *path_a = path_of(a), *path_b = path_of(b);
	struct stat st_a, st_b;

	if (path_a == NULL || path_b == NULL)
		return false;
	if (strcmp(path_a, path_b) == 0)
		return true;
	return identify(path_a, &st_a) && identify(path_b, &st_b) &&
		st_a.st_dev == st_b.st_dev && st_a.st_ino == st_b.st_ino;
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
	const char *prefix = s != NULL ? s->prefix : "";
	const char *rest = origin->source + strlen(prefix);

	if (*origin->source == '\0')
		rest = "uuid";
	else if (s != NULL)
		rest = show_path(rest);
	if (snprintf(text, VFIO_TOKEN_SHOWN_LEN, "%s%s", prefix, rest) >=
			VFIO_TOKEN_SHOWN_LEN)
		strcpy(&text[VFIO_TOKEN_SHOWN_LEN - sizeof("...")], "...");
	make_plain(text);
}

/* What the kernel writes first, it reports where a store would crash. */
__rte_cold
bool
vfio_token_overwrite(char *text, size_t len)
{
	size_t done, n;

	for (done = 0; done < len; done += n) {
		n = RTE_MIN(len - done, GETRANDOM_WHOLE);
		if (vfio_sys()->getrandom(text + done, n, 0) != (ssize_t)n)
			return false;
		memset(text + done, '*', n);
	}
	return true;
}

/* A literal that putenv() was given stays, it is the program's own text. */
__rte_cold
void
vfio_token_forget_variable(const char *name)
{
	char *text = getenv(name);

	if (text == NULL)
		return;
	vfio_token_overwrite(text, strlen(text));
	unsetenv(name);
}

/* The variable that a source names, or NULL. */
static const char *
variable_of(const char *source)
{
	return strncmp(source, ENV, sizeof(ENV) - 1) == 0 ?
		source + sizeof(ENV) - 1 : NULL;
}

__rte_cold
bool
vfio_token_source_is_back(const char *source)
{
	const char *name = variable_of(source);

	return name != NULL && getenv(name) != NULL;
}

__rte_cold
void
vfio_token_source_forget(const char *source)
{
	const char *name = variable_of(source);

	if (name != NULL)
		vfio_token_forget_variable(name);
}

/*
 * A token was in a vector register as well, which the dynamic linker may save
 * on the stack. By the calling convention, these take their place there.
 */
static __rte_noinline double
add(double a, double b, double c, double d, double e, double f, double g,
		double h)
{
	return a + b + c + d + e + f + g + h;
}

/* As deep as the calls that handle tokens go, libc's formatting included. */
RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_wipe_stack)
__rte_cold
__rte_noinline
void
vfio_token_wipe_stack(void)
{
	volatile double nil = 0;
	char stack[16384];

	nil = add(nil, nil, nil, nil, nil, nil, nil, nil);
	rte_memzero_explicit(stack, sizeof(stack));
}
