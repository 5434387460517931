/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/* VF token status of open devices, as text and for telemetry. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_telemetry.h>
#include <dev_vfio_token.h>

#include "eal_vfio_device.h"

/* Devices per telemetry reply, which holds 16 KiB. */
#define TELEMETRY_DEVICES 32

static const char *
role_of(const struct vfio_open_device *dev)
{
	return *dev->sriov.pf == '\0' ? "none" : dev->sriov.is_pf ? "PF" : "VF";
}

static void
print(const struct vfio_open_device *dev, FILE *f)
{
	fprintf(f, "%s: %s", dev->name, *dev->sriov.pf == '\0' ? "no SR-IOV" : role_of(dev));
	if (*dev->sriov.pf != '\0' && !dev->sriov.is_pf)
		fprintf(f, " of %s", dev->sriov.pf);
	if (*dev->why != '\0')
		fprintf(f, ", VF token not used: %s", dev->why);
	else
		fprintf(f, ", VF token %s, from the %s, %s", dev->token,
			dev->given_by, dev->source);
	if (dev->rotations != 0)
		fprintf(f, ", rotations: %" PRIu64 ", the last %" PRIu64 " s ago",
			dev->rotations, (uint64_t)time(NULL) - dev->last_rotation);
	fprintf(f, "\n");
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_dump)
void
vfio_token_dump(FILE *f)
{
	const struct vfio_open_device *dev;

	pthread_mutex_lock(&vfio_device_mutex);
	TAILQ_FOREACH(dev, &vfio_devices, next)
		print(dev, f);
	pthread_mutex_unlock(&vfio_device_mutex);
}

/* Telemetry does not accept an address as a name, so devices are numbered. */
static int
add_status(struct rte_tel_data *answer, uint64_t number, const struct vfio_open_device *dev)
{
	struct rte_tel_data *d = rte_tel_data_alloc();
	char name[32];

	if (d == NULL)
		return -ENOMEM;
	snprintf(name, sizeof(name), "%" PRIu64, number);
	rte_tel_data_start_dict(d);
	rte_tel_data_add_dict_string(d, "device", dev->name);
	rte_tel_data_add_dict_string(d, "role", role_of(dev));
	rte_tel_data_add_dict_string(d, "pf", dev->sriov.pf);
	rte_tel_data_add_dict_string(d, "token", dev->token);
	rte_tel_data_add_dict_string(d, "why", dev->why);
	rte_tel_data_add_dict_string(d, "given_by", dev->given_by);
	rte_tel_data_add_dict_string(d, "source", dev->source);
	rte_tel_data_add_dict_uint(d, "rotations", dev->rotations);
	rte_tel_data_add_dict_uint(d, "last_rotation", dev->last_rotation);
	return rte_tel_data_add_dict_container(answer, name, d, 0);
}

static int
handle_status(const char *cmd __rte_unused, const char *params,
		struct rte_tel_data *answer)
{
	char *end = NULL;
	const uint64_t first = params != NULL ? strtoull(params, &end, 10) : 0;
	const struct vfio_open_device *dev;
	uint64_t n = 0;
	int ret = 0;

	if (end != NULL && *end != '\0')
		return -EINVAL;
	rte_tel_data_start_dict(answer);
	pthread_mutex_lock(&vfio_device_mutex);
	TAILQ_FOREACH(dev, &vfio_devices, next) {
		if (ret == 0 && n >= first && n - first < TELEMETRY_DEVICES)
			ret = add_status(answer, n, dev);
		n++;
	}
	pthread_mutex_unlock(&vfio_device_mutex);
	return ret;
}

RTE_INIT(vfio_token_telemetry)
{
	rte_telemetry_register_cmd("/vfio/vf_token", handle_status,
		"VF tokens of VFIO devices. Parameters: int first (default 0)");
}
