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

#include <eal_export.h>
#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

#define SYSFS_PCI_DEVICES "/sys/bus/pci/devices"

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

RTE_EXPORT_INTERNAL_SYMBOL(vfio_pci_addr_parse)
__rte_cold
int
vfio_pci_addr_parse(const char *text, struct vfio_pci_addr *addr)
{
	const char *colon = strchr(text, ':');
	uint32_t domain = 0, bus, devid, function;
	const char *p = text;

	if (colon != NULL && strchr(colon + 1, ':') != NULL)
		p = take_hex(p, ':', UINT32_MAX, &domain);
	if (p != NULL)
		p = take_hex(p, ':', 0xff, &bus);
	if (p != NULL)
		p = take_hex(p, '.', 0x1f, &devid);
	if (p == NULL || take_hex(p, '\0', 0x7, &function) == NULL)
		return -EINVAL;

	addr->domain = domain;
	addr->bus = bus;
	addr->devid = devid;
	addr->function = function;
	return 0;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_pci_addr_text)
__rte_cold
const char *
vfio_pci_addr_text(const struct vfio_pci_addr *addr, char *text)
{
	snprintf(text, VFIO_PCI_ADDR_STRLEN, "%04x:%02x:%02x.%x",
		addr->domain, addr->bus, addr->devid, addr->function);
	return text;
}

__rte_cold
bool
vfio_pci_addr_equal(const struct vfio_pci_addr *a,
		const struct vfio_pci_addr *b)
{
	return a->domain == b->domain && a->bus == b->bus &&
		a->devid == b->devid && a->function == b->function;
}

/* The address before the first '=', if that is one. */
static bool
take_pf(const char *value, struct vfio_pci_addr *pf)
{
	const char *equals = strchr(value, '=');
	char text[VFIO_PCI_ADDR_STRLEN] = "";

	if (equals == NULL || (size_t)(equals - value) >= sizeof(text))
		return false;
	memcpy(text, value, equals - value);
	return vfio_pci_addr_parse(text, pf) == 0;
}

__rte_cold
const char *
vfio_token_option_source(const char *value)
{
	struct vfio_pci_addr pf;

	return take_pf(value, &pf) ? strchr(value, '=') + 1 : value;
}

/* What a source gives, or gave before it was used up. */
static int
store_source(const struct vfio_pci_addr *pf, const char *source,
		enum vfio_token_giver given_by, char *reason)
{
	const enum vfio_token_source kind = vfio_token_source_kind(source);
	struct vfio_token_origin origin = { .given_by = given_by };
	rte_uuid_t token;
	int ret;

	vfio_token_source_name(source, &origin);
	if ((kind == VFIO_TOKEN_REDACTED || kind == VFIO_TOKEN_ONCE) &&
			!vfio_token_source_is_back(source) &&
			vfio_token_store_keep(pf, origin.source) == 0)
		return 0;
	ret = vfio_token_source_read(source, token, reason);
	if (ret == 0) {
		ret = vfio_token_store_add(pf, token, &origin);
		strlcpy(reason, "no memory for it", VFIO_TOKEN_REASON_LEN);
	}
	rte_memzero_explicit(token, sizeof(token));
	return ret;
}

/* Most often a slip of the pen, but the device may be plugged in later. */
static void
warn_if_absent(const char *pf, const char *giver)
{
	char path[sizeof(SYSFS_PCI_DEVICES "/") + VFIO_PCI_ADDR_STRLEN];

	snprintf(path, sizeof(path), SYSFS_PCI_DEVICES "/%s", pf);
	if (vfio_sys()->access(path, F_OK) < 0)
		EAL_LOG(WARNING, "%s: there is no PCI device %s now, its token is kept for later",
			giver, pf);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_option)
__rte_cold
int
vfio_token_option(const char *value, bool from_variable)
{
	const char *source = vfio_token_option_source(value);
	const char *giver = from_variable ? VFIO_TOKEN_VARIABLE :
		VFIO_TOKEN_OPTION;
	struct vfio_pci_addr addr, *pf = NULL;
	char pf_text[VFIO_PCI_ADDR_STRLEN] = "";
	char reason[VFIO_TOKEN_REASON_LEN];
	enum vfio_token_giver given_by;
	int ret;

	if (take_pf(value, &addr)) {
		pf = &addr;
		vfio_pci_addr_text(pf, pf_text);
	}

	if (vfio_token_store_is_given(pf, &given_by)) {
		if (from_variable && given_by != VFIO_TOKEN_BY_VARIABLE)
			return 0;
		snprintf(reason, sizeof(reason), "%s has a token already",
			pf != NULL ? "this PF" : "the default");
		ret = -EEXIST;
	} else if (pf == NULL && strchr(source, '=') != NULL &&
			vfio_token_source_kind(source) == VFIO_TOKEN_LITERAL) {
		snprintf(reason, sizeof(reason),
			"before '=' stands no PCI address such as 0000:01:00.0 or 01:00.0");
		ret = -EINVAL;
	} else {
		ret = store_source(pf, source, from_variable ?
				VFIO_TOKEN_BY_VARIABLE : VFIO_TOKEN_BY_OPTION,
				reason);
	}

	if (ret < 0)
		EAL_LOG(ERR, "%s%s%s rejected: %s", giver,
			pf != NULL ? " for PF " : "", pf_text, reason);
	else if (pf != NULL)
		warn_if_absent(pf_text, giver);
	return ret;
}
