# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without what changes tokens while EAL runs.
#
# file: lib/eal/linux/eal_vfio_token.h
# expect: 0 rotat
# expect: 0 application

s/Code that opens a device, or sets, removes or$/Code that opens a device holds the/
s/^ \* rotates a token, holds the lock from beginning to end, so that store and$/ * lock from beginning to end, so that store and/
s/< "option", "variable" or "application"/< "option" or "variable"/
/^	bool rotates;/d
