/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Tokens given on the command line or in the environment. They are taken, and
 * overwritten there, before EAL parses its arguments or keeps a copy of them
 * for telemetry; getopt finds asterisks.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_token.h"
#include "eal_vfio_token_args.h"

#define OPTION_NAME (&VFIO_TOKEN_OPTION[2])
/* getopt takes any abbreviation that no other option begins with. */
#define SHORTEST "vfio-v"
/* Of a longer name, what is cut is not looked at. */
#define NAME_LEN 64

/* Of the arguments that are being taken; owned by this file, at EAL start. */
static struct {
	unsigned int taken; /* options that were found here */
	unsigned int seen;  /* options that getopt has found */
	bool failed;
} args;

/*
 * EAL's parser leaves the program's name in the place of the last argument. If
 * that was a value of ours, this is what it was, redacted, as the next call of
 * rte_eal_init() has it in mind. Owned by this file, at EAL start.
 */
static struct {
	char **argv;
	int place;
	char *text;
} last;

/* A value of the option: its text, and where that and the option stand. */
struct value {
	int option;
	int place;
	char *text;
};

static char *
argument(char **argv, int i)
{
	if (argv == last.argv && i == last.place && argv[i] == argv[0])
		return last.text;
	return argv[i];
}

/* What follows the option's name in an argument, or NULL if it is another. */
static char *
after_name(char *arg)
{
	size_t len;

	if (strncmp(arg, "--", 2) != 0)
		return NULL;
	arg += 2;
	len = strcspn(arg, "=");
	if (len < strlen(SHORTEST) || strncmp(arg, OPTION_NAME, len) != 0)
		return NULL;
	return arg + len;
}

/* The value after this one. Returns false when there is none any more. */
static bool
next_value(int argc, char **argv, struct value *v)
{
	char *rest;

	while (++v->place < argc && strcmp(argv[v->place], "--") != 0) {
		v->option = v->place;
		rest = after_name(argument(argv, v->place));
		if (rest == NULL)
			continue;
		if (*rest != '=' && ++v->place == argc)
			break;
		v->text = *rest == '=' ? rest + 1 : argument(argv, v->place);
		return true;
	}
	return false;
}

/* A token that stands in an argument goes from there. */
static void
redact(char **arg, char *secret)
{
	const size_t offset = secret - *arg, len = strlen(secret);
	char *copy;

	if (vfio_token_source_kind(secret) != VFIO_TOKEN_LITERAL ||
			vfio_token_overwrite(secret, len))
		return;

	/* it stays where it is, but nobody copies it from there; this copy
	 * is the application's argument from now on and so is never freed
	 */
	copy = strdup(*arg);
	if (copy == NULL) {
		EAL_LOG(ERR, "no memory to keep a VF token out of the arguments");
		args.failed = true;
		return;
	}
	memset(copy + offset, '*', len);
	*arg = copy;
}

static void
take_option(int argc, char **argv)
{
	struct value v = { 0 };

	while (next_value(argc, argv, &v)) {
		/* getopt does not find what is our copy alone */
		args.taken += argument(argv, v.option) == argv[v.option];
		if (vfio_token_option(v.text, false) < 0)
			args.failed = true;
	}
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
		EAL_LOG(ERR, "no memory for " VFIO_TOKEN_VARIABLE "");
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
		rte_memzero_explicit(copy, strlen(text));
		free(copy);
	}
	vfio_token_forget_variable(VFIO_TOKEN_VARIABLE);
}

/* In case that this is the last argument. Without memory it is not known. */
static void
remember(char **argv, int place)
{
	char *text = strdup(argument(argv, place));

	free(last.text);
	last.argv = text != NULL ? argv : NULL;
	last.place = place;
	last.text = text;
}

/* After all were read, as two PFs may have the same variable. */
static void
forget(int argc, char **argv)
{
	struct value v = { 0 };
	char *source;

	while (next_value(argc, argv, &v)) {
		source = v.text + (vfio_token_option_source(v.text) - v.text);
		vfio_token_source_forget(source);
		if (argument(argv, v.place) == argv[v.place])
			redact(&argv[v.place], source);
		remember(argv, v.place);
	}
}

/* "vfio-vf-tokn", "VF_TOKEN", "vfio": meant as the option's name. */
static bool
is_name_with_slip(const char *text, size_t len)
{
	const size_t hyphens = RTE_MIN(strspn(text, "-"), len);
	char name[NAME_LEN] = "";

	text += hyphens;
	len -= hyphens;
	memcpy(name, text, RTE_MIN(len, sizeof(name) - 1));
	return len != 0 && (strncmp(text, OPTION_NAME, len) == 0 ||
		strcasestr(name, "vf") != NULL ||
		strcasestr(name, "token") != NULL);
}

/* The token in an argument that has a name as the option's before it. */
static char *
misplaced_token(char *arg)
{
	char *name = arg, *equals, *source;

	while ((equals = strchr(name, '=')) != NULL) {
		source = equals + 1;
		source += vfio_token_option_source(source) - source;
		if (is_name_with_slip(name, equals - name) &&
				vfio_token_is_likely(source))
			return source;
		/* one of the parameters of a device */
		name = equals + 1 + strcspn(equals + 1, ",=");
		name += *name == ',';
	}
	return NULL;
}

/*
 * Arguments that are not the option but were meant as it: whoever parses them
 * prints them, and telemetry shows them.
 */
static void
redact_misplaced(int argc, char **argv)
{
	bool is_eal = true;
	char *token;
	int i;

	for (i = 1; i < argc; i++) {
		is_eal = is_eal && strcmp(argv[i], "--") != 0;
		token = misplaced_token(argv[i]);
		if (token == NULL && i > 1 && vfio_token_is_likely(argv[i]) &&
				is_name_with_slip(argv[i - 1], strlen(argv[i - 1])))
			token = argv[i];
		if (token == NULL)
			continue;
		redact(&argv[i], token);
		if (!is_eal)
			EAL_LOG(WARNING, "a VF token behind \"--\" is not for EAL and was overwritten; give "
				VFIO_TOKEN_OPTION " before the \"--\"");
	}
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_args_take)
__rte_cold
void
vfio_token_args_take(int argc, char **argv)
{
	memset(&args, 0, sizeof(args));
	vfio_token_store_begin();
	take_option(argc, argv);
	take_variable();
	forget(argc, argv);
	redact_misplaced(argc, argv);
	if (!args.failed)
		vfio_token_store_end();
	vfio_token_wipe_stack();
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_args_seen)
__rte_cold
void
vfio_token_args_seen(void)
{
	args.seen++;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_args_end)
__rte_cold
int
vfio_token_args_end(int ret)
{
	if (ret >= 0 && args.seen != args.taken) {
		EAL_LOG(ERR, VFIO_TOKEN_OPTION
			" was given in a form that cannot be read safely; write it as "
			VFIO_TOKEN_OPTION "=<value>");
		return -1;
	}
	return args.failed ? -1 : ret;
}

__rte_cold
void
vfio_token_usage(void)
{
	printf("  VF tokens: " VFIO_TOKEN_OPTION "=[<PF address>=]<source>,"
		" once for each PF, and once\n"
		"  without an address for all others. A source is one of\n"
		"    file:<path>       the first line of a file\n"
		"    generate:<path>   the same; made with a random token if it is not there\n"
		"    fd:<n>            the first line from an inherited descriptor\n"
		"    env:<NAME>        an environment variable\n"
		"    random            a token that nobody else gets to know\n"
		"    <UUID>            the token itself, which others may see\n"
		"  " VFIO_TOKEN_VARIABLE " in the environment holds the same, with commas between.\n\n");
}
