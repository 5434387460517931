/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * VF tokens of PCI devices: by address, and their status for people and for
 * telemetry. No secret is kept here.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_pci_vf_token.h>
#include <rte_telemetry.h>
#include <vfio_token_driver.h>

/* Devices in an answer of telemetry, which holds 16 KiB. */
#define TELEMETRY_DEVICES 32

/* The PF's name in sysfs, empty for the default of all PFs. */
static const char *
name_of(const struct rte_pci_addr *pf, char *name)
{
	*name = '\0';
	if (pf != NULL)
		rte_pci_device_name(pf, name, PCI_PRI_STR_SIZE);
	return name;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_set, 26.11)
int
rte_pci_vf_token_set(const struct rte_pci_addr *pf, const char *source)
{
	char name[PCI_PRI_STR_SIZE];

	return source == NULL ? -EINVAL :
		vfio_token_set(name_of(pf, name), source);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_remove, 26.11)
int
rte_pci_vf_token_remove(const struct rte_pci_addr *pf)
{
	char name[PCI_PRI_STR_SIZE];

	return vfio_token_set(name_of(pf, name), NULL);
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_rotate, 26.11)
int
rte_pci_vf_token_rotate(const struct rte_pci_addr *pf, const char *source)
{
	char name[PCI_PRI_STR_SIZE];

	return pf == NULL || source == NULL ? -EINVAL :
		vfio_token_rotate(name_of(pf, name), source);
}

static int
dump(const struct vfio_token_status *s, void *f)
{
	fprintf(f, "%s: %s", s->device, *s->pf == '\0' ? "no SR-IOV" : s->role);
	if (*s->role == 'V')
		fprintf(f, " of %s", s->pf);
	if (*s->why != '\0')
		fprintf(f, ", VF token not used: %s", s->why);
	else
		fprintf(f, ", VF token %s, from the %s, %s", s->token,
			s->given_by, s->source);
	if (s->rotations != 0)
		fprintf(f, ", rotations: %" PRIu64 ", the last %" PRIu64 " s ago",
			s->rotations, (uint64_t)time(NULL) - s->last_rotation);
	fprintf(f, "\n");
	return 0;
}

RTE_EXPORT_EXPERIMENTAL_SYMBOL(rte_pci_vf_token_dump, 26.11)
void
rte_pci_vf_token_dump(FILE *f)
{
	vfio_token_status_walk(dump, f);
}

/* Telemetry takes no address as a name, so devices are numbered. */
struct answer {
	struct rte_tel_data *dict;
	uint64_t first, next;
};

static int
add_to_answer(const struct vfio_token_status *s, void *arg)
{
	struct answer *answer = arg;
	struct rte_tel_data *d;
	char number[32];

	if (answer->next == answer->first + TELEMETRY_DEVICES)
		return 1;
	snprintf(number, sizeof(number), "%" PRIu64, answer->next);
	if (answer->next++ < answer->first)
		return 0;
	d = rte_tel_data_alloc();
	if (d == NULL)
		return -ENOMEM;
	rte_tel_data_start_dict(d);
	rte_tel_data_add_dict_string(d, "device", s->device);
	rte_tel_data_add_dict_string(d, "role", s->role);
	rte_tel_data_add_dict_string(d, "pf", s->pf);
	rte_tel_data_add_dict_string(d, "token", s->token);
	rte_tel_data_add_dict_string(d, "why", s->why);
	rte_tel_data_add_dict_string(d, "given_by", s->given_by);
	rte_tel_data_add_dict_string(d, "source", s->source);
	rte_tel_data_add_dict_uint(d, "rotations", s->rotations);
	rte_tel_data_add_dict_uint(d, "last_rotation", s->last_rotation);
	return rte_tel_data_add_dict_container(answer->dict, number, d, 0);
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
	rte_tel_data_start_dict(d);
	return RTE_MIN(vfio_token_status_walk(add_to_answer, &answer), 0);
}

RTE_INIT(pci_vf_token_telemetry)
{
	rte_telemetry_register_cmd("/vfio/vf_token", handle_status,
		"VF tokens of VFIO devices. Parameters: int first (default 0)");
}
