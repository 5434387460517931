# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without changes at run time.
#
# file: doc/guides/howto/vfio_vf_token_telemetry.include.rst
# expect: 0 application
# expect: 0 testpmd

s/"given_by": "application"/"given_by": "option"/
s/"rotations": 1, "last_rotation": [0-9]*/"rotations": 0, "last_rotation": 0/
s/``option``, ``variable`` or ``application``; empty/``option`` or ``variable``; empty/
/^In testpmd, ``vf_token show`` prints /,$d
