# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The maintainers of VFIO on Linux also maintain our files outside its directories.
#
# file: MAINTAINERS
# expect: 1 F: app/test/*vfio*
# expect: 2 F: doc/guides/*/
# expect: 1 F: usertools/*vf-token*

/^F: drivers\/bus\/pci\/linux\/\*vfio\*$/a\
F: app/test/*vfio*\
F: doc/guides/*/*vf_token*\
F: doc/guides/*/img/*vf_token*\
F: usertools/*vf-token*
