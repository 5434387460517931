# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Those who maintain VFIO on Linux have what is outside its folders as well.
#
# file: MAINTAINERS
# expect: 1 F: app/test/*vfio*
# expect: 1 F: doc/guides/howto/*vf_token*

/^F: drivers\/bus\/pci\/linux\/\*vfio\*$/a\
F: app/test/*vfio*\
F: doc/guides/howto/*vf_token*
