/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_token_file.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"

#define FILE_PREFIX "file:"
#define GENERATE "generate:"
#define FD "fd:"
#define ENV "env:"

/* The text after the prefix, or NULL without that prefix. */
static const char *
after(const char *prefix, const char *source)
{
	const size_t len = strlen(prefix);

	return strncmp(source, prefix, len) == 0 ? source + len : NULL;
}

static int
read_fd(const char *number, rte_uuid_t token, char *reason)
{
	unsigned long fd;
	struct stat st;
	char *end;

	fd = strtoul(number, &end, 10);
	if (!isdigit((unsigned char)*number) || *end != '\0' || fd > INT_MAX ||
			fd == STDOUT_FILENO || fd == STDERR_FILENO)
		return vfio_token_fail(reason, -EINVAL,
			"needs the number of an input descriptor");
	/* a number off by one may belong to a device, or to EAL */
	if (fstat(fd, &st) == 0 && !S_ISFIFO(st.st_mode) &&
			!S_ISREG(st.st_mode) && !S_ISSOCK(st.st_mode))
		return vfio_token_fail(reason, -EINVAL,
			"is not a pipe, file or socket, and was left untouched");
	return vfio_token_read(fd, token, reason);
}

static int
read_env(const char *name, rte_uuid_t token, char *reason)
{
	const char *text = getenv(name);

	if (text == NULL)
		return vfio_token_fail(reason, -ENOENT, "is not set");
	return vfio_token_parse(text, token, reason);
}

static int
read_random(const char *rest, rte_uuid_t token, char *reason)
{
	if (*rest != '\0')
		return vfio_token_fail(reason, -EINVAL,
			"takes no argument");
	return vfio_token_random(token, reason);
}

/* Add new sources here. */
static const struct source {
	const char *prefix;
	int (*read)(const char *rest, rte_uuid_t token, char *reason);
} sources[] = {
	{ FILE_PREFIX, vfio_token_file_read },
	{ GENERATE, vfio_token_file_generate },
	{ FD, read_fd },
	{ ENV, read_env },
	{ "random", read_random },
};

static const struct source *
find_source(const char *text)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sources); i++)
		if (after(sources[i].prefix, text) != NULL)
			return &sources[i];
	return NULL;
}

static bool
is_redacted(const char *text)
{
	return *text != '\0' && text[strspn(text, "*")] == '\0';
}

/* Text without a known prefix: a token, or something meant as one. */
static int
read_text(const char *text, rte_uuid_t token, char *reason)
{
	if (strchr(text, ':') != NULL)
		return vfio_token_fail(reason, -EINVAL,
			"unknown source, use file:, generate:, fd:, env:, random or a UUID");
	if (is_redacted(text))
		return vfio_token_fail(reason, -EINVAL,
			"the token was overwritten when it was read, and is no longer known");
	return vfio_token_parse(text, token, reason);
}

int
vfio_token_source_read(const char *source, rte_uuid_t token, char *beside,
		char *reason)
{
	const struct source *s = find_source(source);
	const char *rest = s != NULL ? source + strlen(s->prefix) : source;
	char why[VFIO_TOKEN_REASON_LEN] = "";
	int ret;

	if (s == NULL)
		ret = read_text(source, token, reason);
	else if (strlen(source) >= VFIO_TOKEN_SOURCE_LEN)
		ret = vfio_token_fail(reason, -ENAMETOOLONG,
			"%s... is too long, a source has less than %d characters",
			s->prefix, VFIO_TOKEN_SOURCE_LEN);
	else if (beside != NULL && s->read == vfio_token_file_generate)
		ret = vfio_token_file_renew(rest, token, beside, why);
	else
		ret = s->read(rest, token, why);
	if (*why != '\0')
		vfio_token_fail(reason, ret, "%s%s: %.200s", s->prefix,
			vfio_token_hide(rest), why);
	if (ret < 0)
		rte_memzero_explicit(token, sizeof(rte_uuid_t));
	return ret;
}

bool
vfio_token_source_is_secret(const char *source)
{
	const struct source *s = find_source(source);

	return s == NULL || vfio_token_is_likely(after(s->prefix, source));
}

void
vfio_token_source_name(const char *source, char *name)
{
	strlcpy(name, vfio_token_source_is_secret(source) ? "uuid" : source,
		VFIO_TOKEN_SOURCE_LEN);
}

void
vfio_token_source_show(const char *name, char *text, size_t size)
{
	if (strlcpy(text, name, size) >= size)
		strlcpy(&text[size - sizeof("...")], "...", sizeof("..."));
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			*text = '?';
}

bool
vfio_token_source_is_used_up(const char *source)
{
	const char *name = after(ENV, source);

	return is_redacted(source) || after(FD, source) != NULL ||
		(name != NULL && getenv(name) == NULL);
}

const char *
vfio_token_source_path(const char *source)
{
	const char *path = after(FILE_PREFIX, source);

	return path != NULL ? path : after(GENERATE, source);
}

void
vfio_token_source_forget(const char *source)
{
	const char *name = after(ENV, source);
	char *text = name != NULL ? getenv(name) : NULL;

	if (text == NULL)
		return;
	/* a literal passed to putenv() stays, it belongs to the program */
	vfio_token_overwrite(text, strlen(text));
	unsetenv(name);
}
