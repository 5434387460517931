# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add our EAL header for drivers, which is installed with the driver SDK.
#
# file: lib/eal/include/meson.build
# expect: 1 'dev_vfio_token.h'

$a\
\
if is_linux\
    driver_sdk_headers += files('dev_vfio_token.h')\
endif
