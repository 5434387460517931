# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and the option as the only place.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 <source>
# expect: 0 VARIABLE
# expect: 0 generate
# expect: 0 file:
# expect: 1 cannot keep VF tokens out of core dumps

/^    The process has no token for this PF: neither the option nor$/,/^    log: /c\
    The process has no token for this PF: the option was not given, or names\
    another PF. In the kernel's log: ``VF token required to access device``.
/^    Give the same source as the PF's owner, preferably/,/^    address, /c\
    Give the same token as the PF's owner. If you give an address, use the PF's,\
    not the VF's.
/^    Start the owner with ``generate:``, which finds the previous/,/^    (``fuser /c\
    Give the owner its previous token. If that is lost, stop all users of the\
    PF's VFs (``fuser /dev/vfio/<group>`` lists them), then start the owner.

s/^``<option or variable> rejected: <reason>``$/``--vfio-vf-token rejected: <reason>``/
/^    ``--vfio-vf-token`` or ``DPDK_VFIO_VF_TOKEN``, with ``for PF <address>`` if$/ {
	N
	s/.*/    With ``for PF <address>`` if you named one. The reasons are those/
	s/$/\n    :ref:`below <vf_token_reasons>`, and:/
}
s/Give each PF one source, and one without an$/Give each PF one token, and one without an/
/^``no memory for VF tokens``$/,/^$/d

/^These are the reasons why a source gives no token\.$/ {
	N
	s/.*/These are the reasons why a text is no token./
}
/^``unknown source, use file:/,/^Warnings$/ {
	/^Warnings$/!d
}
/^Warnings$/i\

s/^``<option or variable>: there is no PCI device/``--vfio-vf-token: there is no PCI device/
/^``VF token: every user of this machine/,/^    A temporary file with a token remains/ {
	/^    A temporary file with a token remains/ {
		N
		d
	}
	d
}
/^``VF token: created a random one in <file>``$/,$d
s/<source>/<UUID>/
