# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without what changes tokens while EAL runs.
#
# file: lib/eal/linux/eal_vfio_token.h
# expect: 0 rotat
# expect: 0 application

s/< "option", "variable" or "application"/< "option" or "variable"/
/^	bool rotates;/d
