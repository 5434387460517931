/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * testpmd's commands for VF tokens. A source is the rest of the line, as a
 * path may have spaces; it may be a token and is wiped where it can be.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmdline_parse_num.h>
#include <cmdline_parse_string.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_pci.h>
#include <rte_pci_vf_token.h>
#include <rte_vfio_vf_token.h>

#include "testpmd.h"

struct vf_token_result {
	cmdline_fixed_string_t vf_token;
	cmdline_fixed_string_t verb;
	portid_t port;
	cmdline_fixed_string_t pf;
	cmdline_multi_string_t source;
};

static cmdline_parse_token_string_t token_vf_token =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, vf_token, "vf_token");
static cmdline_parse_token_string_t token_rotate =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "rotate");
static cmdline_parse_token_string_t token_set =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "set");
static cmdline_parse_token_string_t token_remove =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "remove");
static cmdline_parse_token_string_t token_show =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, verb, "show");
static cmdline_parse_token_num_t token_port =
	TOKEN_NUM_INITIALIZER(struct vf_token_result, port, RTE_UINT16);
static cmdline_parse_token_string_t token_pf =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, pf, NULL);
static cmdline_parse_token_string_t token_source =
	TOKEN_STRING_INITIALIZER(struct vf_token_result, source,
		TOKEN_STRING_MULTI);

static void
report(const char *done, int ret)
{
	if (ret == 0)
		printf("VF token %s\n", done);
	else
		fprintf(stderr, "VF token not %s: %s\n", done,
			rte_strerror(-ret));
}

static int
rotate_port(portid_t port, const char *source)
{
	struct rte_eth_dev_info info;
	struct rte_pci_addr addr;
	int ret;

	ret = rte_eth_dev_info_get(port, &info);
	if (ret < 0)
		return ret;
	if (rte_pci_addr_parse(rte_dev_name(info.device), &addr) < 0)
		return -ENODEV;
	return rte_pci_vf_token_rotate_from(&addr, source);
}

static void
rotate_parsed(void *parsed, struct cmdline *cl __rte_unused,
		void *data __rte_unused)
{
	struct vf_token_result *res = parsed;

	if (!port_id_is_invalid(res->port, ENABLED_WARN))
		report("rotated", rotate_port(res->port, res->source));
	explicit_bzero(res->source, sizeof(res->source));
}

/* The word for the PF without an address. */
static const char *
which_pf(const char *word)
{
	return strcmp(word, "default") == 0 ? NULL : word;
}

static void
set_parsed(void *parsed, struct cmdline *cl __rte_unused,
		void *data __rte_unused)
{
	struct vf_token_result *res = parsed;

	report("set", rte_vfio_vf_token_set_from(which_pf(res->pf),
			res->source));
	explicit_bzero(res->source, sizeof(res->source));
}

static void
remove_parsed(void *parsed, struct cmdline *cl __rte_unused,
		void *data __rte_unused)
{
	const struct vf_token_result *res = parsed;

	report("removed", rte_vfio_vf_token_remove(which_pf(res->pf)));
}

static void
show_parsed(void *parsed __rte_unused, struct cmdline *cl __rte_unused,
		void *data __rte_unused)
{
	rte_pci_vf_token_dump(stdout);
}

static cmdline_parse_inst_t vf_token_rotate = {
	.f = rotate_parsed,
	.help_str = "vf_token rotate <port_id> <source>: new VF token for an open PF",
	.tokens = {
		(void *)&token_vf_token,
		(void *)&token_rotate,
		(void *)&token_port,
		(void *)&token_source,
		NULL,
	},
};

static cmdline_parse_inst_t vf_token_set = {
	.f = set_parsed,
	.help_str = "vf_token set default|<PF address> <source>: VF token for what is attached next",
	.tokens = {
		(void *)&token_vf_token,
		(void *)&token_set,
		(void *)&token_pf,
		(void *)&token_source,
		NULL,
	},
};

static cmdline_parse_inst_t vf_token_remove = {
	.f = remove_parsed,
	.help_str = "vf_token remove default|<PF address>: forget a VF token",
	.tokens = {
		(void *)&token_vf_token,
		(void *)&token_remove,
		(void *)&token_pf,
		NULL,
	},
};

static cmdline_parse_inst_t vf_token_show = {
	.f = show_parsed,
	.help_str = "vf_token show: how the VF tokens of all devices stand",
	.tokens = {
		(void *)&token_vf_token,
		(void *)&token_show,
		NULL,
	},
};

static struct testpmd_driver_commands vf_token_commands = {
	.commands = {
	{
		&vf_token_rotate,
		"vf_token rotate (port_id) (source)\n"
		"    Set a new VF token on the PF of a port; open VFs stay open.\n"
		"    Sources: file:<path>, generate:<path> (makes a new one),\n"
		"    fd:<n>, env:<NAME>, random, or a UUID, which others may see here.\n",
	},
	{
		&vf_token_set,
		"vf_token set default|(PF address) (source)\n"
		"    Give the VF token for devices that are attached from now on.\n",
	},
	{
		&vf_token_remove,
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
