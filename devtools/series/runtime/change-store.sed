# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without what changes tokens while EAL runs.
#
# file: lib/eal/linux/eal_vfio_token.h
# expect: 0 rotat
# expect: 0 application

/Code that opens a device, or sets, removes or$/,/^ \* take a second\.$/c\
 * One lock guards the store. Code that opens a device holds it from beginning to\
 * end, so that store and kernel agree for everyone else. Do not take it on data\
 * cores: an open may take a second.
s/< "option", "variable" or "application"/< "option" or "variable"/
/^	bool rotates;/d
