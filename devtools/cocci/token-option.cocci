// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// Take the tokens out of the arguments before EAL keeps these for telemetry or
// parses them. Report token errors together with those of the other options.
//
// file: lib/eal/linux/eal.c
// when: lib/eal/common/eal_option_list.h
// expect: 1 vfio_token_option_take(
// expect: 1 vfio_token_option_end(

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_token.h"
+ #include "eal_vfio_token_option.h"

@ take depends on include @
identifier argc, argv;
symbol rte_errno;
@@
  rte_eal_init(int argc, char **argv)
  {
  <...
  if (...) {
	...
	rte_errno = EALREADY;
	return -1;
  }
+ vfio_token_option_take(argc, argv);
  eal_save_args(argc, argv);
  ...>
  }

@ end depends on take @
@@
  rte_eal_init(...)
  {
  <...
- eal_parse_args()
+ vfio_token_option_end(eal_parse_args())
  ...>
  }
