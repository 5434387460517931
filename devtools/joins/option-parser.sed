# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# When the parser reaches the option, nothing is left to do.
#
# file: lib/eal/common/eal_common_options.c
# when: lib/eal/common/eal_option_list.h
# expect: 0 args.vfio_vf_token
# expect: 1 vfio_token_option_usage(
# expect: 0 eal_parse_vfio_vf_token

/^static int$/ {
	N
	/\neal_parse_vfio_vf_token(/ {
		:body
		N
		/\n}$/!b body
		N
		d
	}
}

/^	if (args\.vfio_vf_token != NULL) {$/,/^	}$/d

/^	rte_argparse_print_help(stdout, obj);$/a\
#ifdef RTE_EXEC_ENV_LINUX\
	vfio_token_option_usage();\
#endif

/^#include "eal_private.h"$/a\
#include "eal_vfio_token_option.h"
