/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * testpmd commands for VF tokens. The source is the rest of the line because a
 * path may contain spaces. It may be a token, so wipe it where possible.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmdline.h>
#include <cmdline_parse_string.h>
#include <rte_errno.h>
#include <rte_pci.h>
#include <rte_pci_vf_token.h>

#include "testpmd.h"

struct vf_token_result {
	cmdline_fixed_string_t vf_token;
	cmdline_fixed_string_t verb;
	cmdline_multi_string_t rest;
};

static cmdline_parse_token_string_t token_vf_token =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, vf_token, "vf_token");
static cmdline_parse_token_string_t token_change =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "set#rotate#remove");
static cmdline_parse_token_string_t token_show =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "show");
static cmdline_parse_token_string_t token_rest =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, rest, TOKEN_STRING_MULTI);

static void
change_parsed(void *parsed, struct cmdline *cl, void *data __rte_unused)
{
	struct vf_token_result *res = parsed;
	char *source = res->rest;
	const char *device = strsep(&source, " \t"), *done = "removed";
	struct rte_pci_addr addr, *pf = strcmp(device, "default") == 0 ? NULL : &addr;
	int ret;

	if (source != NULL)
		source += strspn(source, " \t");
	if (pf != NULL && rte_pci_addr_parse(device, pf) < 0) {
		ret = -EINVAL;
	} else if (strcmp(res->verb, "remove") == 0) {
		ret = source == NULL || *source == '\0' ?
			rte_pci_vf_token_remove(pf) : -EINVAL;
	} else if (strcmp(res->verb, "rotate") == 0) {
		ret = rte_pci_vf_token_rotate(pf, source);
		done = "rotated";
	} else {
		ret = rte_pci_vf_token_set(pf, source);
		done = "set";
	}
	explicit_bzero(res->rest, sizeof(res->rest));
	if (ret == 0)
		cmdline_printf(cl, "VF token %s\n", done);
	else
		cmdline_printf(cl, "VF token not %s: %s\n", done, rte_strerror(-ret));
}

static void
show_parsed(void *parsed __rte_unused, struct cmdline *cl __rte_unused,
		void *data __rte_unused)
{
	rte_pci_vf_token_dump(stdout);
}

static cmdline_parse_inst_t vf_token_change = {
	.f = change_parsed,
	.help_str = "vf_token set|rotate|remove default|<PF address> [<source>]",
	.tokens = { (void *)&token_vf_token, (void *)&token_change,
		(void *)&token_rest, NULL },
};

static cmdline_parse_inst_t vf_token_show = {
	.f = show_parsed,
	.help_str = "vf_token show",
	.tokens = { (void *)&token_vf_token, (void *)&token_show, NULL },
};

static struct testpmd_driver_commands vf_token_commands = {
	.commands = {
	{
		&vf_token_change,
		"vf_token set default|(PF address) (source)\n"
		"    Give the VF token for devices that are attached from now on.\n"
		"    The source is as for EAL's --vfio-vf-token; others may see a UUID typed here.\n\n"
		"vf_token rotate (PF address) (source)\n"
		"    Set a new VF token on an open PF; open VFs stay open.\n"
		"    generate:<path> makes a new one.\n\n"
		"vf_token remove default|(PF address)\n"
		"    Forget that VF token.\n",
	},
	{
		&vf_token_show,
		"vf_token show\n"
		"    Show where the VF token of each device came from and how it is used.\n",
	},
	{ NULL, NULL },
	},
};
TESTPMD_ADD_DRIVER_COMMANDS(vf_token_commands)
