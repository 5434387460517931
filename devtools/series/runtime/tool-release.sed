# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the tool.
#
# file: doc/guides/rel_notes/release_26_11.rst
# when: doc/guides/rel_notes/release_26_11.rst
# expect: 0 dpdk-vf-token.py
# expect: 1 Removed Items

/^  \* Added the tool ``dpdk-vf-token\.py``/d
