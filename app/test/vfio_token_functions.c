/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdio.h>

#include <rte_pci.h>
#include <rte_pci_vf_token.h>

#include "test.h"
#include "vfio_token_fixture.h"
#include "vfio_token_functions.h"

int
set_token(const char *pf, const char *source)
{
	struct rte_pci_addr addr;

	if (pf != NULL && rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_set(pf != NULL ? &addr : NULL, source);
}

int
remove_token(const char *pf)
{
	struct rte_pci_addr addr;

	if (pf != NULL && rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_remove(pf != NULL ? &addr : NULL);
}

int
rotate_token(const char *pf, const char *source)
{
	struct rte_pci_addr addr;

	if (rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_rotate(&addr, source);
}

void
forget_tokens(void)
{
	remove_token(NULL);
	remove_token(PF);
	remove_token(OTHER_PF);
	remove_token(ABSENT_PF);
}

const char *
dump_text(char *text, size_t size)
{
	FILE *f = fmemopen(text, size, "w");

	*text = '\0';
	if (f == NULL)
		return text;
	rte_pci_vf_token_dump(f);
	fclose(f);
	return text;
}

void
begin_without_tokens(void)
{
	begin_model();
	forget_tokens();
}

int
end_without_tokens(void)
{
	forget_tokens();
	return end_model();
}
