# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source.
#
# file: lib/eal/linux/eal_vfio_open.c
# expect: 0 <source>

s/=<source>/=<UUID>/
