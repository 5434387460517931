/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <eal_export.h>
#include <rte_memory.h>
#include <dev_vfio_token.h>

#include <uapi/linux/vfio.h>

RTE_EXPORT_INTERNAL_SYMBOL(vfio_device_feature)
int
vfio_device_feature(int vfio_dev_fd, uint32_t flags, void *data, size_t len)
{
	struct vfio_device_feature *req;
	const size_t argsz = sizeof(*req) + len;
	int ret;

	/* argsz has 32 bits */
	if (len > UINT32_MAX - sizeof(*req))
		return -EINVAL;
	req = calloc(1, argsz);
	if (req == NULL)
		return -ENOMEM;

	req->argsz = argsz;
	req->flags = flags;
	if (len != 0)
		memcpy(req->data, data, len);
	ret = ioctl(vfio_dev_fd, VFIO_DEVICE_FEATURE, req) < 0 ? -errno : 0;
	if (ret == 0 && len != 0)
		memcpy(data, req->data, len);

	rte_memzero_explicit(req, argsz);
	free(req);
	return ret;
}
