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
/* Copy an argument, but not a VF token. */\
static char *\
copy_arg(char **argv, int i)\
{\
	static const char option[] = "--vfio-vf-token";\
	const size_t len = strlen(option);\
	char *copy = strdup(argv[i]);\
\
	if (copy == NULL)\
		return NULL;\
	if (strncmp(copy, option, len) == 0 && copy[len] == '=')\
		memset(copy + len + 1, '*', strlen(copy + len + 1));\
	else if (i > 0 && strcmp(argv[i - 1], option) == 0)\
		memset(copy, '*', strlen(copy));\
	return copy;\
}\

}
s/eal_args\[i\] = strdup(argv\[i\]);/eal_args[i] = copy_arg(argv, i);/
