/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "eal_vfio_token_redact.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"

#define NAME (&VFIO_TOKEN_OPTION[2])
/* getopt takes any abbreviation that no other option begins with. */
#define SHORTEST "vfio-v"

/* What one call of rte_eal_init() takes; owned by this file while that runs. */
static struct {
	struct vfio_token_table *table;
	unsigned int taken; /* options that were found here */
	unsigned int seen;  /* options that EAL's parser has found */
	bool failed;
} init;

/*
 * EAL's parser leaves the program's name in the place of the last argument. If
 * that had a token, this is where, and which PF's. Owned by this file, at EAL
 * start.
 */
static struct {
	char **argv;
	int place;
	char pf[VFIO_PF_NAME_LEN];
} last;

/* "0000:01:00.0", or "01:00.0" for domain 0, as sysfs writes it. */
static bool
read_pf(const char *text, size_t len, char *pf)
{
	unsigned int domain = 0, bus, devid, function;
	char copy[VFIO_PF_NAME_LEN] = "";
	int end = 0;

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	/* sscanf() takes blanks, signs and 0x as well */
	if (copy[strspn(copy, "0123456789abcdefABCDEF:.")] != '\0')
		return false;
	if (sscanf(copy, "%8x:%2x:%2x.%1x%n", &domain, &bus, &devid,
			&function, &end) != 4) {
		domain = 0;
		if (sscanf(copy, "%2x:%2x.%1x%n", &bus, &devid, &function,
				&end) != 3)
			return false;
	}
	if (copy[end] != '\0' || devid > 0x1f || function > 7)
		return false;
	snprintf(pf, VFIO_PF_NAME_LEN, "%04x:%02x:%02x.%x", domain, bus, devid,
		function);
	return true;
}

/* The source in "[<PF address>=]<source>"; pf is empty without an address. */
static char *
split_value(char *value, char *pf)
{
	char *equals = strchr(value, '=');

	*pf = '\0';
	return equals != NULL && read_pf(value, equals - value, pf) ?
		equals + 1 : value;
}

/*
 * The value of the option after an argument, whose number is kept there; NULL
 * if there is none.
 */
static char *
next_value(int argc, char **argv, int *place)
{
	const char *name;
	size_t len;

	while (++*place < argc && strcmp(argv[*place], "--") != 0) {
		name = argv[*place] + 2;
		len = strncmp(argv[*place], "--", 2) == 0 ?
			strcspn(name, "=") : 0;
		if (len < strlen(SHORTEST) || strncmp(name, NAME, len) != 0)
			continue;
		if (name[len] == '=')
			return argv[*place] + 2 + len + 1;
		return ++*place < argc ? argv[*place] : NULL;
	}
	return NULL;
}

/* Keep a token of the table in use, unless there is another one now. */
static void
keep(const struct vfio_token *token)
{
	if (vfio_token_find(init.table, token->pf) == NULL &&
			vfio_token_put(&init.table, token) < 0)
		init.failed = true;
}

static void
keep_given_by(enum vfio_token_giver given_by)
{
	size_t i;

	for (i = 0; vfio_tokens != NULL && i < vfio_tokens->count; i++)
		if (vfio_tokens->tokens[i].given_by == given_by)
			keep(&vfio_tokens->tokens[i]);
}

static int
read_value(const char *source, struct vfio_token *token, char *reason)
{
	const struct vfio_token *old = vfio_token_find(vfio_tokens, token->pf);
	int ret = 0;

	if (*token->pf == '\0' && strchr(source, '=') != NULL &&
			vfio_token_source_is_secret(source))
		return vfio_token_fail(reason, -EINVAL,
			"before '=' stands no PCI address such as 0000:01:00.0 or 01:00.0");
	vfio_token_source_name(source, token->source);
	/* what is used up is known from the call before */
	if (old != NULL && vfio_token_source_is_used_up(source) &&
			strcmp(old->source, token->source) == 0)
		rte_uuid_copy(token->uuid, old->uuid);
	else
		ret = vfio_token_source_read(source, token->uuid, reason);
	if (ret == 0 && vfio_token_put(&init.table, token) < 0)
		ret = vfio_token_fail(reason, -ENOMEM, "no memory for it");
	return ret;
}

/* Most often a slip, but the device may be plugged in later. */
static void
warn_if_absent(const char *pf, const char *giver)
{
	char path[sizeof("/sys/bus/pci/devices/") + VFIO_PF_NAME_LEN];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", pf);
	if (access(path, F_OK) < 0)
		EAL_LOG(WARNING, "%s: there is no PCI device %s now, its token is kept for later",
			giver, pf);
}

static void
take_value(char *value, enum vfio_token_giver given_by)
{
	const char *giver = given_by == VFIO_TOKEN_BY_OPTION ?
		VFIO_TOKEN_OPTION : VFIO_TOKEN_VARIABLE;
	struct vfio_token token = { .given_by = given_by };
	const char *source = split_value(value, token.pf);
	const struct vfio_token *given = vfio_token_find(init.table, token.pf);
	char reason[VFIO_TOKEN_REASON_LEN];
	int ret;

	/* the variable gives way to the others */
	if (given != NULL && given_by == VFIO_TOKEN_BY_VARIABLE && given->given_by != given_by)
		return;
	if (given != NULL)
		ret = vfio_token_fail(reason, -EEXIST, "%s has a token already",
			*token.pf != '\0' ? "this PF" : "the default");
	else
		ret = read_value(source, &token, reason);
	rte_memzero_explicit(token.uuid, sizeof(token.uuid));
	if (ret < 0)
		EAL_LOG(ERR, "%s%s%s rejected: %s", giver,
			*token.pf != '\0' ? " for PF " : "", token.pf, reason);
	else if (*token.pf != '\0')
		warn_if_absent(token.pf, giver);
	init.failed |= ret < 0;
}

static void
take_options(int argc, char **argv)
{
	const struct vfio_token *old = vfio_token_find(vfio_tokens, last.pf);
	int place = 0;
	char *value;

	if (argv == last.argv && last.place < argc && old != NULL &&
			argv[last.place] == argv[0])
		keep(old);
	while ((value = next_value(argc, argv, &place)) != NULL) {
		init.taken++;
		if (value != argv[0])
			take_value(value, VFIO_TOKEN_BY_OPTION);
	}
}

/* The variable's text is cut at its commas, and gone afterwards. */
static void
take_variable(void)
{
	char *text = getenv(VFIO_TOKEN_VARIABLE), *copy, *rest, *value;
	char unused[VFIO_PF_NAME_LEN];

	if (text == NULL) {
		keep_given_by(VFIO_TOKEN_BY_VARIABLE);
		return;
	}
	copy = rest = strdup(text);
	if (copy == NULL) {
		EAL_LOG(ERR, "no memory for " VFIO_TOKEN_VARIABLE);
		init.failed = true;
	}
	while ((value = strsep(&rest, ",")) != NULL)
		if (*value != '\0' || *text == '\0')
			take_value(value, VFIO_TOKEN_BY_VARIABLE);
	for (value = copy; value != NULL && value <= copy + strlen(text);
			value += strlen(value) + 1)
		vfio_token_source_forget(split_value(value, unused));
	if (copy != NULL)
		rte_memzero_explicit(copy, strlen(text));
	free(copy);
	vfio_token_source_forget("env:" VFIO_TOKEN_VARIABLE);
}

/* After all were read, as two PFs may have the same variable. */
static void
forget_options(int argc, char **argv)
{
	char *value, *source;
	int place = 0;

	while ((value = next_value(argc, argv, &place)) != NULL) {
		if (value == argv[0])
			continue;
		last.argv = argv;
		last.place = place;
		source = split_value(value, last.pf);
		vfio_token_source_forget(source);
		if (vfio_token_source_is_secret(source) && vfio_token_redact(
				&argv[place], source - argv[place]) < 0)
			init.failed = true;
	}
	if (vfio_token_redact_slips(argc, argv) < 0)
		init.failed = true;
}

void
vfio_token_option_take(int argc, char **argv)
{
	memset(&init, 0, sizeof(init));
	vfio_token_lock();
	vfio_token_seal();
	keep_given_by(VFIO_TOKEN_BY_APPLICATION);
	take_options(argc, argv);
	take_variable();
	vfio_token_use_table(init.table);
	vfio_token_unlock();
	forget_options(argc, argv);
}

void
vfio_token_option_seen(void)
{
	init.seen++;
}

int
vfio_token_option_end(int ret)
{
	if (ret >= 0 && init.seen != init.taken) {
		EAL_LOG(ERR, VFIO_TOKEN_OPTION
			" was given in a form that cannot be read safely; write it as "
			VFIO_TOKEN_OPTION "=<value>");
		return -1;
	}
	return init.failed ? -1 : ret;
}

void
vfio_token_option_usage(void)
{
	printf("  VF tokens: " VFIO_TOKEN_OPTION "=[<PF address>=]<source>, once for each PF, and once\n"
		"  without an address for all others. A source is one of\n"
		"    file:<path>       the first line of a file\n"
		"    generate:<path>   the same; made with a random token if it is not there\n"
		"    fd:<n>            the first line from an inherited descriptor\n"
		"    env:<NAME>        an environment variable\n"
		"    random            a token that nobody else gets to know\n"
		"    <UUID>            the token itself, which others may see\n"
		"  " VFIO_TOKEN_VARIABLE " in the environment holds the same, with commas between.\n\n");
}
