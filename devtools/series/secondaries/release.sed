# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without secondary processes.
#
# file: doc/guides/rel_notes/release_26_11.rst
# when: doc/guides/rel_notes/release_26_11.rst
# expect: 0 Handed VFIO devices
# expect: 1 Removed Items

/^  \* Handed VFIO devices to secondary processes/d
