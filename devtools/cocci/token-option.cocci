// SPDX-License-Identifier: BSD-3-Clause
// Copyright(c) 2026 The VF token overlay authors
//
// The option goes to vfio_token_option(), which says itself what is wrong, so
// that the long usage text does not follow and hide it.
//
// file: lib/eal/linux/eal.c
// expect: 1 vfio_token_option(
// expect: 0 eal_parse_vfio_vf_token

@ include @
@@
  #include "eal_vfio.h"
+ #include "eal_vfio_token.h"

@ parser depends on include @
identifier text;
@@
- static int
- eal_parse_vfio_vf_token(const char *text)
- { ... }

@ option depends on parser @
identifier ret, out;
expression arg;
@@
- if (eal_parse_vfio_vf_token(arg) < 0) {
-	...
-	ret = -1;
+ if (vfio_token_option(arg) < 0) {
+	ret = -1;
	goto out;
  }
