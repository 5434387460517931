/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VF tokens of PCI devices at run time: rotation by address, and the status
 * for people and for telemetry. No secret is kept here.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_pci.h>
#include <rte_pci_vf_token.h>
#include <rte_telemetry.h>
#include <vfio_token_driver.h>

/* Devices in an answer of telemetry, which holds 16 KiB. */
#define TELEMETRY_DEVICES 32

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_rotate, 26.11)
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const rte_uuid_t token)
{
	char name[PCI_PRI_STR_SIZE];

	rte_pci_device_name(pf, name, sizeof(name));
	return vfio_token_rotate(name, NULL, token);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_rotate_from, 26.11)
int
rte_pci_vf_token_rotate_from(const struct rte_pci_addr *pf, const char *source)
{
	char name[PCI_PRI_STR_SIZE];

	rte_pci_device_name(pf, name, sizeof(name));
	return vfio_token_rotate(name, source, NULL);
}

static int
dump(const struct vfio_token_status *s, void *f)
{
	const time_t last = s->last_rotation;
	char when[sizeof("1970-01-01 00:00:00")] = "";
	struct tm tm;

	fprintf(f, "%s: %s", s->device, *s->pf == '\0' ? "no SR-IOV" : s->role);
	if (*s->role == 'V')
		fprintf(f, " of %s", s->pf);
	fprintf(f, ", VF token %s", *s->why == '\0' ? s->token : "not used: ");
	if (*s->why != '\0')
		fprintf(f, "%s", s->why);
	else
		fprintf(f, ", from the %s, %s", s->given_by, s->source);
	if (s->rotations != 0 && gmtime_r(&last, &tm) != NULL &&
			strftime(when, sizeof(when), "%F %T", &tm) != 0)
		fprintf(f, ", rotations: %" PRIu64 ", the last at %s UTC",
			s->rotations, when);
	fprintf(f, "\n");
	return 0;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_dump, 26.11)
void
rte_pci_vf_token_dump(FILE *f)
{
	char *text = NULL;
	size_t size;
	FILE *memory;

	/* whoever opens a device must not wait until f takes the text */
	memory = open_memstream(&text, &size);
	if (memory != NULL)
		vfio_token_status_walk(dump, memory);
	if (memory != NULL && fclose(memory) == 0)
		fputs(text, f);
	else
		fputs("VF tokens: no memory for their status\n", f);
	free(text);
}

/* Telemetry takes no address as a name, so devices are numbered. */
struct answer {
	struct rte_tel_data *dict;
	uint64_t first, next, end;
};

static void
fill(struct rte_tel_data *d, const struct vfio_token_status *s)
{
	rte_tel_data_add_dict_string(d, "device", s->device);
	rte_tel_data_add_dict_string(d, "role", s->role);
	rte_tel_data_add_dict_string(d, "pf", s->pf);
	rte_tel_data_add_dict_string(d, "token", s->token);
	rte_tel_data_add_dict_string(d, "why", s->why);
	rte_tel_data_add_dict_string(d, "given_by", s->given_by);
	rte_tel_data_add_dict_string(d, "source", s->source);
	rte_tel_data_add_dict_uint(d, "rotations", s->rotations);
	rte_tel_data_add_dict_uint(d, "last_rotation", s->last_rotation);
}

static int
add_to_answer(const struct vfio_token_status *s, void *arg)
{
	struct answer *answer = arg;
	struct rte_tel_data *d;
	char number[32];
	int ret;

	if (answer->next == answer->end)
		return 1;
	snprintf(number, sizeof(number), "%" PRIu64, answer->next);
	if (answer->next++ < answer->first)
		return 0;
	d = rte_tel_data_alloc();
	if (d == NULL)
		return -ENOMEM;
	rte_tel_data_start_dict(d);
	fill(d, s);
	ret = rte_tel_data_add_dict_container(answer->dict, number, d, 0);
	if (ret < 0)
		rte_tel_data_free(d);
	return ret;
}

static int
handle_status(const char *cmd __rte_unused, const char *params,
		struct rte_tel_data *d)
{
	struct answer answer = { .dict = d };
	char *end;

	if (params != NULL && *params != '\0') {
		answer.first = strtoul(params, &end, 10);
		if (*end != '\0')
			return -EINVAL;
	}
	answer.end = answer.first + TELEMETRY_DEVICES;
	rte_tel_data_start_dict(d);
	return RTE_MIN(vfio_token_status_walk(add_to_answer, &answer), 0);
}

RTE_INIT(pci_vf_token_telemetry)
{
	rte_telemetry_register_cmd("/vfio/vf_token", handle_status,
		"VF tokens of VFIO devices. Parameters: int first (default 0)");
}
