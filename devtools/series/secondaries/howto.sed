# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without secondary processes.
#
# file: doc/guides/howto/vfio_vf_token.rst
# expect: 0 econdary

/^Use a Secondary Process$/,/^Stop All Processes$/ {
	/^Stop All Processes$/!d
}
