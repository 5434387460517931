# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without devices from the primary process.
#
# file: lib/eal/linux/eal_vfio_open.c
# expect: 0 -ENODEV;

/^	fd = way->from_primary ? /d
/^	if (fd == -ENODEV)$/ {
	N
	s/.*\n	//
}
/^	if (fd >= 0) {$/,/^	} else {$/ {
	/vfio_handover_offer/d
	s/^\(	if (fd >= 0)\) {$/\1/
	s/^	} else {$/	else/
}
/^		free(dev);$/ {
	N
	s/\n	}$//
}
