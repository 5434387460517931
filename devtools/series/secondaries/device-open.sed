# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the table of open devices.
#
# file: lib/eal/linux/eal_vfio_open.c
# expect: 1 struct vfio_open_device {
# expect: 0 calloc
# expect: 0 free(

/^#include "eal_vfio_token\.h"$/a\
\
/* A device to open. */\
struct vfio_open_device {\
	char name[NAME_MAX + 1];\
	struct vfio_sriov sriov;\
};
s/^#include <stdlib\.h>$/#include <limits.h>/

# vfio_open()
s/^	struct vfio_open_device \*dev = calloc(.*$/	struct vfio_open_device dev = { 0 };/
s/^	int fd = dev != NULL ? \(.*\)&dev->sriov) : -ENOMEM;$/	int fd = \1\&dev.sriov);/
s/^	strlcpy(dev->name, dev_addr, sizeof(dev->name));$/	strlcpy(dev.name, dev_addr, sizeof(dev.name));/
s/^	fd = open_by_role(dev, way);$/	fd = open_by_role(\&dev, way);/
/^		free(dev);$/d
/^	dev->fd = fd;$/,/^	else$/d
