# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Keep asterisks in the place of a VF token for telemetry's answer to /eal/params.
#
# file: lib/eal/common/eal_common_options.c
# expect: 1 copy_arg(argv, i)
# expect: 1 copy_arg(char **argv, int i)

/^int$/ {
	N
	/\neal_save_args(int argc, char \*\*argv)$/i\
/* Check for the option's name; getopt, where EAL uses it, takes a shorter one. */\
static bool\
is_vf_token_option(const char *arg, size_t len)\
{\
	return len >= strlen("--vfio-v") &&\
		strncmp(arg, "--vfio-vf-token", len) == 0;\
}\
\
/* Copy an argument, but not a VF token. */\
static char *\
copy_arg(char **argv, int i)\
{\
	char *copy = strdup(argv[i]);\
	size_t len;\
\
	if (copy == NULL)\
		return NULL;\
	len = strcspn(copy, "=");\
	if (copy[len] == '=' && is_vf_token_option(copy, len))\
		memset(copy + len + 1, '*', strlen(copy + len + 1));\
	else if (i > 0 && is_vf_token_option(argv[i - 1], strlen(argv[i - 1])))\
		memset(copy, '*', strlen(copy));\
	return copy;\
}\

}
s/eal_args\[i\] = strdup(argv\[i\]);/eal_args[i] = copy_arg(argv, i);/
