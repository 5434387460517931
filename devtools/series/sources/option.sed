# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# With UUIDs as the only source, and the option as the only place.
#
# file: lib/eal/linux/eal_vfio_token_option.c
# expect: 0 ource
# expect: 0 given_by
# expect: 0 variable

/^#include <stdlib\.h>$/d
/^#include "eal_vfio_token_source\.h"$/d

# read_source()
/^	const struct vfio_token \*old = /d
s/^	int ret = 0;$/	int ret;/
s/^\(	if (\*token->pf == .* strchr(source, '=') != NULL\) &&$/\1)/
/^			vfio_token_source_is_secret(source))$/d
/^	vfio_token_source_name(/,/^	else$/d
s/^		ret = vfio_token_source_read(/	ret = vfio_token_parse(/

# take_value()
s/^take_value(char \*value, bool is_option)$/take_value(char *value)/
s/take_value(value, true)/take_value(value)/
/^	const char \*giver = /d
s/^\(	struct vfio_token token =\) { \.given_by .*/\1 { 0 };/
/^	const struct vfio_token \*given = /d
/^	\/\* the option overrides the variable \*\/$/,/^		return;$/d
s/"%s\(%s%s rejected: %s",\) giver,$/VFIO_TOKEN_OPTION "\1/
s/"%s\(: there is no PCI device %s at present\)/VFIO_TOKEN_OPTION "\1/
s/^			giver, token\.pf);$/			token.pf);/

# take_variable()
/^\/\* Uses a copy, as the variable may be in read-only memory\. \*\/$/,/^}$/ {
	/^}$/ {
		N
		d
	}
	d
}
/^	take_variable();$/d

# complete()
/^\/\*$/ {
	N
	s/.*Keep earlier tokens unless there is a new one\. .*/\/* Use the new tokens. *\//
}
/^ \* reading everything, as two PFs may use the same variable\.$/ {
	N
	d
}
/^	size_t i;$/,/^	}$/d

# vfio_token_option_usage()
s/^\(		"  without an address for all others\.\).*/\1\\n\\n", stdout);/
/^		"  (created with a random token/,/^		"  " VFIO_TOKEN_VARIABLE/d

s/<source>/<UUID>/g
s/source/text/g
