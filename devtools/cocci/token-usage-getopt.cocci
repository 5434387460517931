// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// EAL's usage text shows the option's grammar.
//
// file: lib/eal/linux/eal.c
// unless: lib/eal/common/eal_option_list.h
// expect: 1 vfio_token_option_usage(

@@
@@
  eal_usage(...)
  {
  <...
  eal_common_usage();
  printf(...);
+ vfio_token_option_usage();
  ...>
  }
