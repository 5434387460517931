# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without secondary processes.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 econdar

/^Secondary Processes$/,/^Warnings$/ {
	/^Warnings$/!d
}
