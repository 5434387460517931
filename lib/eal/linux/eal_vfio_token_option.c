/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "eal_vfio_token_redact.h"
#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"

#define NAME (&VFIO_TOKEN_OPTION[2])
/* Any unambiguous abbreviation counts: getopt, where EAL uses it, takes one. */
#define SHORTEST "vfio-v"

/*
 * The store being built, and whether something is wrong with it; both belong to
 * one call of rte_eal_init().
 */
static struct vfio_token_table *next;
static bool failed;

/* Convert "0000:01:00.0", or "01:00.0" for domain 0, to the sysfs name. */
static bool
read_pf(const char *text, size_t len, char *pf)
{
	unsigned int domain = 0, bus, devid, function;
	char copy[VFIO_PF_NAME_LEN] = "";
	int end = 0;

	/* sscanf() also accepts blanks, signs and 0x */
	if (len >= sizeof(copy) || strspn(text, "0123456789abcdefABCDEF:.") < len)
		return false;
	memcpy(copy, text, len);
	if (sscanf(copy, "%8x:%2x:%2x.%1x%n", &domain, &bus, &devid, &function, &end) != 4) {
		domain = 0;
		if (sscanf(copy, "%2x:%2x.%1x%n", &bus, &devid, &function, &end) != 3)
			return false;
	}
	snprintf(pf, VFIO_PF_NAME_LEN, "%04x:%02x:%02x.%x", domain, bus, devid, function);
	return copy[end] == '\0' && devid <= 0x1f && function <= 7;
}

/* Find the source in "[<PF address>=]<source>"; pf is empty if no address. */
static char *
split_value(char *value, char *pf)
{
	char *equals = strchr(value, '=');

	if (equals != NULL && read_pf(value, equals - value, pf))
		return equals + 1;
	*pf = '\0';
	return value;
}

/*
 * Find the next value of the option after argument number *place, and store the
 * number of its argument there; NULL if there is none.
 */
static char *
next_value(int argc, char **argv, int *place)
{
	const char *name;
	size_t len;

	while (++*place < argc && strcmp(argv[*place], "--") != 0) {
		name = argv[*place] + 2;
		len = strncmp(argv[*place], "--", 2) == 0 ? strcspn(name, "=") : 0;
		if (len < strlen(SHORTEST) || strncmp(name, NAME, len) != 0)
			continue;
		if (name[len] == '=')
			return argv[*place] + 2 + len + 1;
		return ++*place < argc ? argv[*place] : NULL;
	}
	return NULL;
}

static int
read_source(const char *source, struct vfio_token *token, char *reason)
{
	const struct vfio_token *old = vfio_token_find(vfio_tokens, token->pf);
	int ret = 0;

	if (vfio_token_find(next, token->pf) != NULL)
		return vfio_token_fail(reason, -EEXIST, "%s already has a token",
			*token->pf != '\0' ? "this PF" : "the default");
	if (*token->pf == '\0' && strchr(source, '=') != NULL &&
			vfio_token_source_is_secret(source))
		return vfio_token_fail(reason, -EINVAL,
			"no PCI address such as 0000:01:00.0 or 01:00.0 before '='");
	vfio_token_source_name(source, token->source);
	/* the token of a used-up source is known from the previous call */
	if (old != NULL && vfio_token_source_is_used_up(source) &&
			strcmp(old->source, token->source) == 0)
		rte_uuid_copy(token->uuid, old->uuid);
	else
		ret = vfio_token_source_read(source, token->uuid, NULL, reason);
	if (ret == 0 && vfio_token_put(&next, token) < 0)
		ret = vfio_token_fail(reason, -ENOMEM, "no room for it");
	return ret;
}

/* Returns the source in the value. */
static char *
take_value(char *value, bool is_option)
{
	const char *giver = is_option ? VFIO_TOKEN_OPTION : VFIO_TOKEN_VARIABLE;
	struct vfio_token token = { .given_by = is_option ? "option" : "variable" };
	char *source = split_value(value, token.pf);
	const struct vfio_token *given = vfio_token_find(next, token.pf);
	char reason[VFIO_TOKEN_REASON_LEN], path[64];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", token.pf);
	/* the option overrides the variable */
	if (given != NULL && strcmp(given->given_by, token.given_by) != 0)
		return source;
	if (read_source(source, &token, reason) < 0) {
		EAL_LOG(ERR, "%s%s%s rejected: %s", giver,
			*token.pf != '\0' ? " for PF " : "", token.pf, reason);
		failed = true;
	} else if (*token.pf != '\0' && access(path, F_OK) < 0) {
		EAL_LOG(WARNING, "%s: there is no PCI device %s at present, its token is kept for later",
			giver, token.pf);
	}
	rte_memzero_explicit(token.uuid, sizeof(token.uuid));
	return source;
}

static void
take_options(int argc, char **argv)
{
	char *value, *source;
	int place = 0;

	while ((value = next_value(argc, argv, &place)) != NULL) {
		/* EAL's parser left the program name in the last place */
		if (value == argv[0])
			continue;
		source = take_value(value, true);
		if (vfio_token_source_is_secret(source))
			vfio_token_redact(&argv[place], source - argv[place]);
	}
	vfio_token_redact_slips(argc, argv);
}

/* Uses a copy, as the variable may be in read-only memory. */
static void
take_variable(void)
{
	const char *text = getenv(VFIO_TOKEN_VARIABLE);
	char *copy = text != NULL ? strdup(text) : NULL, *rest = copy, *value;

	if (text != NULL && copy == NULL) {
		EAL_LOG(ERR, "no memory for VF tokens");
		failed = true;
	}
	while ((value = strsep(&rest, ",")) != NULL)
		if (*value != '\0' || *text == '\0')
			take_value(value, false);
	if (copy != NULL)
		rte_memzero_explicit(copy, strlen(text));
	free(copy);
	vfio_token_source_forget("env:" VFIO_TOKEN_VARIABLE);
}

/*
 * Keep earlier tokens unless there is a new one. Remove variables only after
 * reading everything, as two PFs may use the same variable.
 */
static void
complete(void)
{
	size_t i;

	for (i = 0; next != NULL && i < next->count; i++)
		vfio_token_source_forget(next->tokens[i].source);
	for (i = 0; vfio_tokens != NULL && i < vfio_tokens->count; i++) {
		if (vfio_token_find(next, vfio_tokens->tokens[i].pf) != NULL ||
				vfio_token_put(&next, &vfio_tokens->tokens[i]) == 0)
			continue;
		EAL_LOG(ERR, "no memory for VF tokens");
		failed = true;
	}
	vfio_token_use_table(next);
	next = NULL;
}

void
vfio_token_option_take(int argc, char **argv)
{
	failed = false;
	pthread_mutex_lock(&vfio_token_mutex);
	take_options(argc, argv);
	take_variable();
	complete();
	pthread_mutex_unlock(&vfio_token_mutex);
	vfio_token_wipe_traces();
}

int
vfio_token_option_end(int ret)
{
	return failed ? -1 : ret;
}

void
vfio_token_option_usage(void)
{
	fputs("  VF tokens: " VFIO_TOKEN_OPTION "=[<PF address>=]<source>, once for each PF, and once\n"
		"  without an address for all others. A source is file:<path>, generate:<path>\n"
		"  (created with a random token if it does not exist), fd:<n>, env:<NAME>, random, or\n"
		"  the UUID itself, which others may see. The environment variable\n"
		"  " VFIO_TOKEN_VARIABLE " takes the same values, comma-separated.\n\n", stdout);
}
