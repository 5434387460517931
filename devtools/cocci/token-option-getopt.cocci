// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// Before 25.07, Linux has its own file that parses options with getopt. Take the
// tokens out of the arguments before EAL parses these or keeps them for
// telemetry; when the parser reaches the option, nothing is left to do. Errors
// are already logged then, so no usage text follows that would hide them.
//
// file: lib/eal/linux/eal.c
// unless: lib/eal/common/eal_option_list.h
// expect: 1 vfio_token_option_take(
// expect: 1 vfio_token_option_end(
// expect: 0 eal_parse_vfio_vf_token

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_token.h"
+ #include "eal_vfio_token_option.h"

// getopt reorders arguments, so this comes before any parsing (24.11)
@ take_early depends on include @
identifier argc, argv;
@@
  rte_eal_init(int argc, char **argv)
  {
  <+...
+ vfio_token_option_take(argc, argv);
  if (eal_parse_log_options(argc, argv) < 0) {
	...
  }
  ...+>
  }

@ take depends on include && !take_early @
expression config;
identifier argc, argv;
@@
  rte_eal_init(int argc, char **argv)
  {
  <...
  eal_reset_internal_config(config);
+ vfio_token_option_take(argc, argv);
  ...>
  }

@ end depends on take || take_early @
identifier ret;
expression argc, argv;
@@
  rte_eal_init(...)
  {
  <...
  ret = eal_parse_args(argc, argv);
+ ret = vfio_token_option_end(ret);
  ...>
  }

@ parser depends on end @
identifier text;
@@
- static int
- eal_parse_vfio_vf_token(const char *text)
- { ... }

@ option depends on parser @
expression arg;
@@
- if (eal_parse_vfio_vf_token(arg) < 0) {
-	...
- }
