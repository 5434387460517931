# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without overwriting tokens.
#
# file: lib/eal/linux/eal_vfio_token_source.c
# expect: 0 is_redacted
# expect: 0 was overwritten

/^static bool$/ {
	N
	/\nis_redacted(/ {
		:body
		N
		/\n}$/!b body
		N
		d
	}
}
/^	if (is_redacted(text))$/,/;$/d
s/^	return is_redacted(source) || after(/	return after(/
