/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_token_text.h"

/* A token with surrounding white space; anything longer is not a token. */
#define LINE_LEN 128
/* How long a pipe or a device may delay startup. */
#define READ_TIMEOUT_S 5
/* getrandom() always returns this many bytes in one piece. */
#define GETRANDOM_WHOLE ((size_t)256)
/* A mistyped token still has most of its 32 digits. */
#define LIKELY_DIGITS 24

int
vfio_token_fail(char *reason, int err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(reason, VFIO_TOKEN_REASON_LEN, format, ap);
	va_end(ap);
	return err;
}

int
vfio_token_parse(const char *text, rte_uuid_t token, char *reason)
{
	char uuid[RTE_UUID_STRLEN] = "";
	int err;
	size_t len;

	text += strspn(text, " \t\r\v\f");
	len = strcspn(text, "\n");
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	memcpy(uuid, text, RTE_MIN(len, sizeof(uuid) - 1));
	err = rte_uuid_parse(uuid, token);
	rte_memzero_explicit(uuid, sizeof(uuid));
	if (err != 0 || len >= sizeof(uuid))
		return vfio_token_fail(reason, -EINVAL,
			"a UUID is 36 characters, hexadecimal digits in groups of 8, 4, 4, 4 and 12 with hyphens between; this has %zu characters",
			len);
	if (rte_uuid_is_null(token))
		return vfio_token_fail(reason, -EINVAL,
			"the nil UUID is no secret, anybody can guess it");
	return 0;
}

/* Read the first line, or everything if there is no newline. */
static int
read_line(int fd, char *line)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t n;

	do {
		n = poll(&ready, 1, READ_TIMEOUT_S * 1000);
		if (n == 0)
			return -ETIMEDOUT;
		if (n > 0)
			n = read(fd, line + len, LINE_LEN - len);
		if (n < 0 && errno != EINTR)
			return -errno;
		len += RTE_MAX(n, 0);
	} while (n != 0 && len < LINE_LEN && memchr(line, '\n', len) == NULL);
	return 0;
}

int
vfio_token_read(int fd, rte_uuid_t token, char *reason)
{
	char line[LINE_LEN + 1] = "";
	int ret;

	ret = read_line(fd, line);
	close(fd);
	if (ret == -ETIMEDOUT)
		vfio_token_fail(reason, ret,
			"no newline or end of file within %d s", READ_TIMEOUT_S);
	else if (ret < 0)
		vfio_token_fail(reason, ret, "cannot be read: %s", strerror(-ret));
	else
		ret = vfio_token_parse(line, token, reason);
	rte_memzero_explicit(line, sizeof(line));
	return ret;
}

bool
vfio_token_is_likely(const char *text)
{
	unsigned int digits = 0;
	const char *p;

	for (p = text; *p != '\0' && *p != ',' && *p != '/'; p++)
		digits += isxdigit((unsigned char)*p) != 0;
	return *p != '/' && digits >= LIKELY_DIGITS;
}

const char *
vfio_token_hide(const char *text)
{
	return vfio_token_is_likely(text) ? "(not shown, it looks like a token)" : text;
}

/*
 * Let the kernel write first: it reports an error where a store would crash.
 * Since 2.41, glibc's getrandom() writes by itself, so use the system call.
 */
bool
vfio_token_overwrite(char *text, size_t len)
{
	size_t done, n;

	for (done = 0; done < len; done += n) {
		n = RTE_MIN(len - done, GETRANDOM_WHOLE);
		if (syscall(SYS_getrandom, text + done, n, 0) != (ssize_t)n)
			return false;
		memset(text + done, '*', n);
	}
	return true;
}
