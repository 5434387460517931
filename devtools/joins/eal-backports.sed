# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Include what EAL lacks before 25.07, see devtools/backports.
#
# file: lib/eal/common/eal_private.h
# unless: lib/eal/common/eal_export.h
# expect: 1 eal_export.h

$i\
#include <eal_export.h>\

