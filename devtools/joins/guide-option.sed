# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Replace the reference of the option, which described a single UUID.
#
# file: doc/guides/linux_gsg/linux_eal_parameters.rst
# expect: 1 include:: vfio_vf_token.include.rst
# expect: 1 --vfio-vf-token
# expect: 0 <uuid>

/^\*   ``--vfio-vf-token/{
	i\
.. _vfio_vf_token_option:\

	s/<uuid>/[<PF address>=]<source>/
	n
	n
	s/.*/    Set the VF token of PFs, and present it for their VFs./
	a\
\
    .. include:: vfio_vf_token.include.rst
}
