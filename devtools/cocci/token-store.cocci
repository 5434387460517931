// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// rte_eal_cleanup() wipes the token store. rte_eal_vfio_get_vf_token() returns a
// token from it.
//
// file: lib/eal/linux/eal.c
// expect: 1 vfio_token_cleanup(
// expect: 1 vfio_token_get_default(

@ cleanup @
expression cfg;
@@
  rte_eal_cleanup(...)
  {
  <...
+ vfio_token_cleanup();
  eal_cleanup_config(cfg);
  ...>
  }

@ get @
identifier token, cfg;
expression config;
typedef rte_uuid_t;
@@
  rte_eal_vfio_get_vf_token(rte_uuid_t token)
  {
- struct internal_config *cfg = config;
- rte_uuid_copy(token, ...);
+ vfio_token_get_default(token);
  }
