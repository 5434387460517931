# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the telemetry command to the end of telemetry's how-to.
#
# file: doc/guides/howto/telemetry.rst
# expect: 1 include:: vfio_vf_token_telemetry.include.rst

$a\
\
.. _telemetry_vf_token:\
\
.. include:: vfio_vf_token_telemetry.include.rst
