# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the VF token status of devices.
#
# file: app/test/test_vfio_vf_token_secondary.c
# expect: 1 kind = kind_of(fd);

s/kind = all_are_handed_over() ? kind_of(fd) : NONE;/kind = kind_of(fd);/
