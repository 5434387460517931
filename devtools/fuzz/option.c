/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Fuzz values of --vfio-vf-token, several in a row, with all sources, as
 * arguments, in the variable, and at run time. Files, variables and descriptors
 * that the input can name are harmless.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_uuid.h>
#include <dev_vfio_token.h>

#include "eal_vfio_token.h"
#include "eal_vfio_token_option.h"
#include "fuzz.h"

/* No token is left before "--", where options end. */
static void
check_redacted(int argc, char **argv)
{
	static const char option[] = "--vfio-vf-token=";
	rte_uuid_t token;
	const char *p;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], option, strlen(option)) == 0)
			for (p = argv[i]; (p = strchr(p, '=')) != NULL; p++)
				if (rte_uuid_parse(p + 1, token) == 0)
					abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char name[] = "fuzz";
	char *text, *value, *state, *argv[8] = { name };
	int argc = 1;

	if (size > 4096)
		return 0;
	fuzz_begin(NULL, 0);
	text = strndup((const char *)data, size);
	fuzz_setenv(0, "FUZZ", "d1b0a5c4-7c57-4e0f-9a9b-3f6f2f1e0a01");

	/* the first line is for the variable, the last is set at run time */
	value = strtok_r(text, "\n", &state);
	if (value != NULL && *value != '-')
		fuzz_setenv(1, VFIO_TOKEN_VARIABLE, value);
	while (argc < 7 && (value = strtok_r(NULL, "\n", &state)) != NULL)
		argv[argc++] = value;
	value = argc > 1 ? strdup(argv[argc - 1]) : NULL;
	argv[argc] = NULL;
	vfio_token_option_take(argc, argv);
	/* a token that was taken is no longer there */
	if (vfio_token_option_end(0) == 0)
		check_redacted(argc, argv);
	if (value != NULL) {
		vfio_token_set("0000:01:00.0", value);
		vfio_token_rotate("0000:01:00.0", value);
		vfio_token_set("0000:01:00.0", NULL);
	}
	free(value);
	free(text);
	unsetenv(VFIO_TOKEN_VARIABLE);
	vfio_token_cleanup();
	fuzz_end();
	return 0;
}
