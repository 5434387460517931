# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and without the how-to.
#
# file: doc/guides/linux_gsg/linux_drivers.rst
# expect: 0 :doc:`../howto/vfio_vf_token`
# expect: 2 --vfio-vf-token=<UUID>

s/^\(Each PF may have a token of its own,\) see :doc:`\.\.\/howto\/vfio_vf_token`\.$/\1\
see :ref:`the reference of this option <vfio_vf_token_option>`./
s/--vfio-vf-token=generate:\/run\/vf-token/--vfio-vf-token=<UUID>/
s/--vfio-vf-token=file:\/run\/vf-token/--vfio-vf-token=<UUID>/
