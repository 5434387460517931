# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and the option as the only place.
#
# file: doc/guides/linux_gsg/vfio_vf_token.include.rst
# expect: 0 ource
# expect: 0 environment

/^\.\. list-table::$/,/^EAL does not start/ {
	/^EAL does not start/!d
}
s/^UUID, if its source cannot be read, or if the same PF is named twice\. EAL warns$/UUID, or if the same PF is named twice. Every user of the machine can read a/
s/^about a file that every user can read\.$/token on the command line./
/^For the steps from a NIC to its VF users, see :doc:/ {
	N
	s/.*\n/For /
}
