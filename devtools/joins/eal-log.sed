# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Before 24.03 EAL had no log macro of its own, see devtools/backports.
#
# file: lib/eal/common/eal_private.h
# unless: lib/eal/common/eal_private.h define EAL_LOG
# expect: 1 eal_export.h

$i\
#include <eal_export.h>\

