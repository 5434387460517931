/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_memory.h>
#include <rte_vfio_feature.h>

#include <uapi/linux/vfio.h>

#include "eal_vfio_sys.h"

static_assert(RTE_VFIO_FEATURE_GET == VFIO_DEVICE_FEATURE_GET,
	"the kernel has another number for GET");
static_assert(RTE_VFIO_FEATURE_SET == VFIO_DEVICE_FEATURE_SET,
	"the kernel has another number for SET");

/* One call: header and data in one buffer, which held a secret perhaps. */
static int
feature_call(int vfio_dev_fd, uint32_t feature, uint32_t op, void *data,
		size_t len)
{
	struct vfio_device_feature *req;
	const size_t argsz = sizeof(*req) + len;
	int ret = 0;

	/* the index has 16 bits and argsz 32: more cannot be asked for */
	if ((feature & ~VFIO_DEVICE_FEATURE_MASK) != 0 ||
			len > UINT32_MAX - sizeof(*req))
		return -EINVAL;

	req = calloc(1, argsz);
	if (req == NULL)
		return -ENOMEM;

	req->argsz = argsz;
	req->flags = feature | op;
	if (len != 0)
		memcpy(req->data, data, len);

	if (vfio_sys()->ioctl(vfio_dev_fd, VFIO_DEVICE_FEATURE, req) < 0)
		ret = -errno;
	else if (len != 0)
		memcpy(data, req->data, len);

	rte_memzero_explicit(req, argsz);
	free(req);
	return ret;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_feature_probe, 26.11)
__rte_cold
int
rte_vfio_feature_probe(int vfio_dev_fd, uint32_t feature, uint32_t ops)
{
	if (ops & ~(RTE_VFIO_FEATURE_GET | RTE_VFIO_FEATURE_SET))
		return -EINVAL;
	return feature_call(vfio_dev_fd, feature,
			VFIO_DEVICE_FEATURE_PROBE | ops, NULL, 0);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_feature_get, 26.11)
__rte_cold
int
rte_vfio_feature_get(int vfio_dev_fd, uint32_t feature, void *data, size_t len)
{
	return feature_call(vfio_dev_fd, feature, VFIO_DEVICE_FEATURE_GET,
			data, len);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_vfio_feature_set, 26.11)
__rte_cold
int
rte_vfio_feature_set(int vfio_dev_fd, uint32_t feature, void *data, size_t len)
{
	return feature_call(vfio_dev_fd, feature, VFIO_DEVICE_FEATURE_SET,
			data, len);
}
