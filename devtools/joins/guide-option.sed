# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The option's reference.
#
# file: doc/guides/linux_gsg/linux_eal_parameters.rst
# expect: 1 :doc:`../howto/vfio_vf_token`

/^\*   ``--vfio-vf-token/{
	s/<uuid>/[<PF address>=]<source>/
	n
	n
	a\
    May be given for each PF, see :doc:`../howto/vfio_vf_token`.
}
