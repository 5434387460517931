# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open_cdev.c
# when: lib/eal/linux/eal_vfio_cdev.c
# expect: 0 primary

/^		\.from_primary = /d
