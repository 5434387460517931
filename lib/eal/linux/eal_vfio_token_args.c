/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Tokens given on the command line or in the environment. They are taken, and
 * overwritten there, before EAL parses its arguments or keeps a copy of them
 * for telemetry; getopt finds asterisks.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>

#include "eal_internal_cfg.h"
#include "eal_options.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

/* getopt takes any abbreviation that no other option begins with. */
#define SHORTEST "vfio-v"

/* Of the arguments that are being taken; owned by this file, at EAL start. */
static struct {
	unsigned int taken; /* options that were found here */
	unsigned int seen;  /* options that getopt has found */
	bool failed;
} args;

/* What follows the option's name in an argument, or NULL if it is another. */
static const char *
after_name(const char *arg)
{
	size_t len;

	if (strncmp(arg, "--", 2) != 0)
		return NULL;
	arg += 2;
	len = strcspn(arg, "=");
	if (len < strlen(SHORTEST) || strncmp(arg, OPT_VFIO_VF_TOKEN, len) != 0)
		return NULL;
	return arg + len;
}

/*
 * The next value of the option: sets its place in argv and where it begins
 * there. Returns false when there is none any more.
 */
static bool
next_value(int argc, char **argv, int *i, char **value)
{
	const char *rest;

	while (++*i < argc && strcmp(argv[*i], "--") != 0) {
		rest = after_name(argv[*i]);
		if (rest == NULL)
			continue;
		if (*rest == '=') {
			*value = argv[*i] + (rest + 1 - argv[*i]);
			return true;
		}
		if (++*i < argc) {
			*value = argv[*i];
			return true;
		}
	}
	return false;
}

/*
 * Overwrite text, if it can be: an application may pass string literals. A
 * system call reports what a store would die of.
 */
static bool
overwrite(char *text, size_t len)
{
	char stars[64];
	int fds[2];
	size_t done = 0;

	if (vfio_sys()->pipe(fds) < 0)
		return false;
	memset(stars, '*', sizeof(stars));
	while (done < len) {
		const ssize_t n = RTE_MIN(len - done, sizeof(stars));

		if (vfio_sys()->write(fds[1], stars, n) != n ||
				vfio_sys()->read(fds[0], text + done, n) != n)
			break;
		done += n;
	}
	vfio_sys()->close(fds[0]);
	vfio_sys()->close(fds[1]);
	return done == len;
}

/* A token that stands in an argument goes from there. */
static void
redact(char **arg, const char *value)
{
	const char *source = vfio_token_option_source(value);
	const size_t offset = source - *arg, len = strlen(source);
	char *copy;

	if (vfio_token_source_kind(source) != VFIO_TOKEN_LITERAL ||
			overwrite(*arg + offset, len))
		return;

	/* it stays where it is, but nobody copies it from there; this copy
	 * is the application's argument from now on and so is never freed
	 */
	copy = strdup(*arg);
	if (copy != NULL) {
		memset(copy + offset, '*', len);
		*arg = copy;
	}
}

static void
take_option(int argc, char **argv)
{
	char *value;
	int i;

	for (i = 0; next_value(argc, argv, &i, &value); args.taken++)
		if (vfio_token_option(value, false) < 0)
			args.failed = true;
}

/* The variable's text is cut at its commas, and gone afterwards. */
static void
take_variable(void)
{
	char *text = getenv(VFIO_TOKEN_VARIABLE), *entry, *state, *copy;

	if (text == NULL) {
		vfio_token_store_keep_variable();
		return;
	}
	copy = strdup(text);
	if (copy == NULL) {
		RTE_LOG(ERR, EAL, "no memory for " VFIO_TOKEN_VARIABLE "\n");
		args.failed = true;
	} else {
		if (*copy == '\0' && vfio_token_option("", true) < 0)
			args.failed = true;
		for (entry = strtok_r(copy, ",", &state); entry != NULL;
				entry = strtok_r(NULL, ",", &state))
			if (vfio_token_option(entry, true) < 0)
				args.failed = true;
		for (entry = copy; entry < copy + strlen(text);
				entry += strlen(entry) + 1)
			vfio_token_source_forget(vfio_token_option_source(entry));
		explicit_bzero(copy, strlen(text));
		free(copy);
	}
	vfio_token_forget_variable(VFIO_TOKEN_VARIABLE);
}

/* After all were read, as two PFs may have the same variable. */
static void
forget(int argc, char **argv)
{
	char *value;
	int i;

	for (i = 0; next_value(argc, argv, &i, &value);) {
		vfio_token_source_forget(vfio_token_option_source(value));
		redact(&argv[i], value);
	}
}

/*
 * EAL's parser leaves the program's name in the place of the last argument,
 * which may have been ours: such arguments do not tell what is not given.
 */
static bool
were_parsed_before(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (argv[i] == argv[0])
			return true;
	return false;
}

__rte_cold
void
vfio_token_args_take(int argc, char **argv)
{
	memset(&args, 0, sizeof(args));
	vfio_token_store_begin();
	take_option(argc, argv);
	take_variable();
	forget(argc, argv);
	if (!args.failed && !were_parsed_before(argc, argv))
		vfio_token_store_end();
	vfio_token_wipe_stack();
}

__rte_cold
void
vfio_token_args_seen(void)
{
	args.seen++;
}

__rte_cold
int
vfio_token_args_end(int ret)
{
	if (ret >= 0 && args.seen != args.taken) {
		RTE_LOG(ERR, EAL, "--" OPT_VFIO_VF_TOKEN
			" was given in a form that cannot be read safely; write it as --"
			OPT_VFIO_VF_TOKEN "=<value>\n");
		return -1;
	}
	return args.failed ? -1 : ret;
}

__rte_cold
void
vfio_token_usage(void)
{
	printf("  VF tokens: --" OPT_VFIO_VF_TOKEN "=[<PF address>=]<source>,"
		" once for each PF, and once\n"
		"  without an address for all others. A source is one of\n"
		"    file:<path>       the first line of a file\n"
		"    generate:<path>   the same; made with a random token if it is not there\n"
		"    fd:<n>            an inherited descriptor, read to its end\n"
		"    env:<NAME>        an environment variable\n"
		"    random            a token that nobody else gets to know\n"
		"    <UUID>            the token itself, which others may see\n"
		"  " VFIO_TOKEN_VARIABLE " in the environment holds the same, with commas between.\n\n");
}
