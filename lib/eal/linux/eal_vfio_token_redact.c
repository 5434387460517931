/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <regex.h>
#include <stdbool.h>
#include <string.h>

#include <rte_common.h>

#include "eal_private.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_redact.h"
#include "eal_vfio_token_text.h"

/* The name of the option, even if mistyped, or of a device parameter. */
#define NAME "(^-*v|(vf|token)[^=,]*)"
/* Its value, possibly after a PF address. */
#define VALUE "=([0-9a-f:.]+=)?([^=,/]*)"
#define VALUE_MATCH 4

void
vfio_token_redact(char **arg, size_t offset)
{
	const size_t len = strlen(*arg) - offset;
	char *copy;

	if (vfio_token_overwrite(*arg + offset, len))
		return;
	/* the original stays in memory, but nobody copies it from there */
	copy = strdup(*arg);
	if (copy == NULL) {
		EAL_LOG(ERR, "no memory to keep a VF token out of the arguments");
		return;
	}
	memset(copy + offset, '*', len);
	*arg = copy;
}

/* Find the token in an argument that also has its name, or return NULL. */
static char *
find_token(const regex_t *option, char *arg)
{
	regmatch_t match[VALUE_MATCH + 1];
	char *p = arg;

	for (; regexec(option, p, RTE_DIM(match), match,
			p != arg ? REG_NOTBOL : 0) == 0; p += match[0].rm_eo)
		if (vfio_token_is_likely(p + match[VALUE_MATCH].rm_so))
			return p + match[VALUE_MATCH].rm_so;
	return NULL;
}

void
vfio_token_redact_slips(int argc, char **argv)
{
	regex_t option = { 0 }, name = { 0 };
	bool is_eal = true;
	char *token;
	int i;

	if (regcomp(&option, NAME VALUE, REG_EXTENDED | REG_ICASE) != 0 ||
			regcomp(&name, NAME "$", REG_EXTENDED | REG_ICASE) != 0) {
		EAL_LOG(ERR, "no memory to keep a VF token out of the arguments");
		argc = 0;
	}
	for (i = 1; i < argc; i++) {
		is_eal = is_eal && strcmp(argv[i], "--") != 0;
		token = find_token(&option, argv[i]);
		if (token == NULL && vfio_token_is_likely(argv[i]) &&
				regexec(&name, argv[i - 1], 0, NULL, 0) == 0)
			token = argv[i];
		if (token == NULL)
			continue;
		vfio_token_redact(&argv[i], token - argv[i]);
		if (!is_eal)
			EAL_LOG(WARNING, "a VF token after \"--\" does not reach EAL and was overwritten; pass "
				VFIO_TOKEN_OPTION " before the \"--\"");
	}
	regfree(&option);
	regfree(&name);
}
