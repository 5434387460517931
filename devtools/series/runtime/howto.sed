# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without changes at run time and without a status.
#
# file: doc/guides/howto/vfio_vf_token.rst
# expect: 0 telemetry
# expect: 0 vf_token set
# expect: 0 prog_guide
# expect: 0 recipes
# expect: 0 figure

s/^without root privileges, and then changes the token while all of them run\.$/without root privileges./
/^\.\. _figure_vfio_vf_token_/,/^   [A-Z]/ {
	/^   [A-Z]/ {
		N
		d
	}
	d
}
/^For what a token does and does not protect, see$/d
s/^:doc:`\.\.\/prog_guide\/vfio_vf_token`\. For all sources of a token, see$/For all sources of a token, see/
s/^:ref:`the option's reference <vfio_vf_token_option>`; for services, containers$/:ref:`the option's reference <vfio_vf_token_option>`. If a device does not open,/
/^and virtual machines, see :doc:`vfio_vf_token_recipes`\. If a device does not$/d
s/^open, look up the line that EAL printed in/look up the line that EAL printed in/
/^Check the Token Status$/,/^Use a Secondary Process$/ {
	/^Use a Secondary Process$/!d
}
