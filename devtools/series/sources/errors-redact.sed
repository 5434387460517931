# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 overwr
# expect: 1 ``VF token: created a random one in <file>``

/^``no memory to keep a VF token out of the arguments``$/,/^$/d
/^``the token was overwritten when it was read/,/^$/d
/^``a VF token after "--" does not reach EAL/,/^$/d
