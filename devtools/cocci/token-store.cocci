// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// The store's life: empty before the arguments are parsed, also when
// rte_eal_init() is called again after a failure; wiped by rte_eal_cleanup().
// rte_eal_vfio_get_vf_token() answers from it.
//
// file: lib/eal/linux/eal.c
// expect: 2 vfio_token_store_clear(
// expect: 1 vfio_token_store_own(NULL

@ init @
expression cfg;
@@
  rte_eal_init(...)
  {
  <...
  eal_reset_internal_config(cfg);
+ vfio_token_store_clear();
  ...>
  }

@ cleanup @
expression cfg;
@@
  rte_eal_cleanup(...)
  {
  <...
+ vfio_token_store_clear();
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
+ if (!vfio_token_store_own(NULL, token))
+	memset(token, 0, sizeof(rte_uuid_t));
  }
