# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the VF token status of devices.
#
# file: lib/eal/linux/eal_vfio_open.c
# expect: 0 given_by
# expect: 1 dev->why
# expect: 1 dev->token

# choose_token()
/^	if (token == NULL) {$/,/^	vfio_token_source_show(/d

# set_pf_token()
/^	dev->token = "by feature";$/,/^	dev->why = "";$/d

# open_by_role()
/^		note_without(dev, way->lack);$/d

# get_from_primary()
/^	if (fd >= 0)$/ {
	N
	/note_without/ {
		N
		s/.*else if (/	if (fd < 0 \&\& /
	}
}

# vfio_open()
/^	dev->given_by = "";$/d
