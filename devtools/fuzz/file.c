/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Fuzz text read from the file, pipe or variable of a token. Anything accepted
 * as a token must be one, and must be in the input.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_uuid.h>

#include "eal_vfio_token_source.h"
#include "eal_vfio_token_text.h"
#include "fuzz.h"

/* The token's text is in the input, in upper or lower case. */
static void
check(const rte_uuid_t token, const uint8_t *data, size_t size)
{
	char text[RTE_UUID_STRLEN], *copy = strndup((const char *)data, size);

	rte_uuid_unparse(token, text, sizeof(text));
	if (rte_uuid_is_null(token) || strcasestr(copy, text) == NULL)
		abort();
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char * const sources[] = {
		"file:/fuzz", "generate:/fuzz", "fd:7", "env:FUZZ"
	};
	char reason[VFIO_TOKEN_REASON_LEN], *copy;
	rte_uuid_t token;
	unsigned int i;

	fuzz_begin(data, size);
	copy = strndup((const char *)data, size);
	fuzz_setenv(0, "FUZZ", copy);
	free(copy);
	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		fuzz_rewind();
		if (vfio_token_source_read(sources[i], token, NULL, reason) == 0)
			check(token, data, size);
		else if (!rte_uuid_is_null(token))
			abort();
	}
	fuzz_end();
	return 0;
}
