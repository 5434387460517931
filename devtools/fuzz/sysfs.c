/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * Fuzz the targets of sysfs links, and the device name: a line of input is the
 * name, or the answer to the next readlink() or access().
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "eal_vfio_sriov.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	struct vfio_sriov sriov;
	char *name;

	if (end == NULL)
		return 0;
	name = strndup((const char *)data, end - data);
	fuzz_begin(end + 1, size - (end + 1 - data));
	if (vfio_sriov_read("/sys/bus/pci/devices", name, &sriov) == 0 &&
			((sriov.is_pf && !sriov.takes_token) ||
			 (sriov.takes_token && *name != '\0' &&
			  *sriov.pf == '\0')))
		abort();
	fuzz_end();
	free(name);
	return 0;
}
