/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The grammar of --vfio-vf-token: from text to an entry of the store.
 *
 * A value that is rejected may be a real token with a slip, so the messages
 * give the rule that was broken and never the text.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>

#include "eal_internal_cfg.h"
#include "eal_options.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

#define SYSFS_PCI_DEVICES "/sys/bus/pci/devices"

/* Longest reason that a value is rejected for, with its end. */
#define REASON_LEN 128

/*
 * Read hexadecimal digits up to the character end, and a value of at most
 * max. Returns what follows end, or NULL.
 */
static const char *
take_hex(const char *text, char end, uint32_t max, uint32_t *value)
{
	const char *p;
	uint64_t v = 0;

	for (p = text; isxdigit((unsigned char)*p) && v <= max; p++)
		v = v * 16 + (isdigit((unsigned char)*p) ? *p - '0' :
				tolower((unsigned char)*p) - 'a' + 10);
	if (p == text || *p != end || v > max)
		return NULL;
	*value = v;
	return p + 1;
}

int
vfio_pci_addr_parse(const char *text, struct vfio_pci_addr *addr)
{
	const char *colon = strchr(text, ':');
	uint32_t domain = 0, bus, devid, function;
	const char *p = text;

	if (colon != NULL && strchr(colon + 1, ':') != NULL)
		p = take_hex(p, ':', UINT32_MAX, &domain);
	if (p == NULL ||
			(p = take_hex(p, ':', 0xff, &bus)) == NULL ||
			(p = take_hex(p, '.', 0x1f, &devid)) == NULL ||
			take_hex(p, '\0', 0x7, &function) == NULL)
		return -EINVAL;

	addr->domain = domain;
	addr->bus = bus;
	addr->devid = devid;
	addr->function = function;
	return 0;
}

/* The source that is the token itself. */
static int
source_uuid(const char *text, rte_uuid_t token, char *reason)
{
	const size_t len = strlen(text);

	if (len == 0) {
		snprintf(reason, REASON_LEN, "there is no token");
	} else if (len != RTE_UUID_STRLEN - 1) {
		snprintf(reason, REASON_LEN,
			"a UUID has %d characters, this value has %zu",
			RTE_UUID_STRLEN - 1, len);
	} else if (rte_uuid_parse(text, token) < 0) {
		snprintf(reason, REASON_LEN,
			"a UUID is hexadecimal digits in groups of 8, 4, 4, 4 and 12 with hyphens between");
	} else if (rte_uuid_is_null(token)) {
		snprintf(reason, REASON_LEN,
			"the nil UUID is no secret, anybody can guess it");
	} else {
		return 0;
	}
	return -EINVAL;
}

/* Every kind of source has its line here. */
static int
read_source(const char *source, rte_uuid_t token, char *reason)
{
	return source_uuid(source, token, reason);
}

/* What stands before the first '=', if anything does, must be an address. */
static int
take_pf(const char **value, struct vfio_pci_addr *pf, bool *has_pf,
		char *reason)
{
	const char *equals = strchr(*value, '=');
	char text[VFIO_PCI_ADDR_STRLEN] = "";

	*has_pf = equals != NULL;
	if (!*has_pf)
		return 0;

	if ((size_t)(equals - *value) < sizeof(text))
		memcpy(text, *value, equals - *value);
	if (vfio_pci_addr_parse(text, pf) < 0) {
		snprintf(reason, REASON_LEN,
			"before '=' stands no PCI address such as 0000:01:00.0 or 01:00.0");
		return -EINVAL;
	}
	*value = equals + 1;
	return 0;
}

/* Most often a slip of the pen, but the device may be plugged in later. */
static void
warn_if_absent(const struct vfio_pci_addr *pf)
{
	char path[sizeof(SYSFS_PCI_DEVICES "/") + VFIO_PCI_ADDR_STRLEN];

	snprintf(path, sizeof(path), SYSFS_PCI_DEVICES "/" VFIO_PCI_ADDR_FMT,
		VFIO_PCI_ADDR_ARGS(pf));
	if (vfio_sys()->access(path, F_OK) < 0)
		RTE_LOG(WARNING, EAL, "--" OPT_VFIO_VF_TOKEN
			": there is no PCI device " VFIO_PCI_ADDR_FMT
			" now, its token is kept for later\n",
			VFIO_PCI_ADDR_ARGS(pf));
}

int
vfio_token_option(const char *value)
{
	struct vfio_pci_addr pf;
	char where[VFIO_PCI_ADDR_STRLEN + sizeof(" for PF ")] = "";
	char reason[REASON_LEN] = "";
	rte_uuid_t token = { 0 };
	bool has_pf;
	int ret;

	ret = take_pf(&value, &pf, &has_pf, reason);
	if (ret == 0) {
		if (has_pf)
			snprintf(where, sizeof(where),
				" for PF " VFIO_PCI_ADDR_FMT,
				VFIO_PCI_ADDR_ARGS(&pf));
		ret = read_source(value, token, reason);
	}
	if (ret == 0) {
		ret = vfio_token_store_add(has_pf ? &pf : NULL, token);
		if (ret == -EEXIST)
			snprintf(reason, sizeof(reason),
				"%s has a token already, from an option before this one",
				has_pf ? "this PF" : "the default");
		else if (ret < 0)
			snprintf(reason, sizeof(reason), "no memory for it");
	}
	if (ret == 0 && has_pf)
		warn_if_absent(&pf);
	if (ret < 0)
		RTE_LOG(ERR, EAL, "--" OPT_VFIO_VF_TOKEN "%s rejected: %s\n",
			where, reason);
	explicit_bzero(token, sizeof(token));
	return ret;
}

void
vfio_token_usage(void)
{
	printf("  VF tokens: --" OPT_VFIO_VF_TOKEN
		"=[<PF address>=]<UUID>, once for each PF,\n"
		"  and once without an address for all other PFs.\n\n");
}
