# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: lib/eal/linux/eal_vfio_token_option.c
# expect: 1 redact

/^		source = take_value(value, true);$/ {
	N
	N
	s/.*/		take_value(value, true);/
}
/^	char \*value, \*source;$/s/, \*source//
/^	vfio_token_redact_slips(argc, argv);$/d

# take_value()
/^\/\* Returns the source in the value\. \*\/$/ {
	N
	s/.*/static void/
}
s/^		return source;$/		return;/
/^	rte_memzero_explicit(token\.uuid, sizeof(token\.uuid));$/ {
	N
	s/\n.*//
}
