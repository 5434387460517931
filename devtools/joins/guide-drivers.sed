# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The vfio-pci chapter shows a fixed token, which readers may copy. Name a file and
# the how-to instead.
#
# file: doc/guides/linux_gsg/linux_drivers.rst
# expect: 1 :doc:`../howto/vfio_vf_token`
# expect: 1 generate:/run/vf-token
# expect: 1 file:/run/vf-token
# expect: 0 14d63f20

/^The token will be used for all PF and VF ports/c\
Each PF may have a token of its own, see :doc:`../howto/vfio_vf_token`.

/^#\. Generate the VF token by uuid command/,/^#\. Load / {
	/^#\. Load /!d
}

s/--vfio-vf-token=14d63f20[-0-9a-f]* --file-prefix=pf/--vfio-vf-token=generate:\/run\/vf-token --file-prefix=pf/
s/--vfio-vf-token=14d63f20[-0-9a-f]* --file-prefix=vf0/--vfio-vf-token=file:\/run\/vf-token --file-prefix=vf0/
