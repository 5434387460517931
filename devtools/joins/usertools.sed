# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Install our tool with the others.
#
# file: usertools/meson.build
# expect: 1 'dpdk-vf-token.py'

/^install_data(\[$/,/^        \],$/ {
	/^        \],$/i\
            'dpdk-vf-token.py',
}
