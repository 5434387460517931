# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 overwr

/^``no memory to keep a VF token out of the arguments``$/,/^    memory\.$/ {
	/^    memory\.$/ {
		N
		d
	}
	d
}
/^``the token was overwritten when it was read/,/^    file\.$/ {
	/^    file\.$/ {
		N
		d
	}
	d
}
/^``a VF token after "--" does not reach EAL/,/^    error\.$/ {
	/^    error\.$/ {
		N
		d
	}
	d
}
