/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The token store: the one place in the process where tokens rest. They lie
 * in a mapping of their own, which is kept from swap, core dumps and forked
 * children, and which is wiped before it is given back.
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>
#include <rte_eal_paging.h>
#include <rte_log.h>

#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

struct entry {
	bool is_default;
	struct vfio_pci_addr pf; /* unless is_default */
	rte_uuid_t token;
};

/*
 * Owned by this file. Written at EAL start and by rte_eal_cleanup(), when no
 * other thread opens a device; only read in between.
 */
static struct {
	struct entry *entries; /* the mapping, or NULL */
	size_t size;           /* its length in bytes */
	size_t count;          /* entries in use */
} store;

/* Each of these is a hardening that an old kernel or a limit may refuse. */
static void
harden(void *mem, size_t size)
{
	static const struct {
		int advice;
		const char *what;
	} advices[] = {
		{ MADV_DONTDUMP, "core dumps" },
#ifdef MADV_WIPEONFORK
		{ MADV_WIPEONFORK, "forked processes" },
#endif
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(advices); i++)
		if (vfio_sys()->madvise(mem, size, advices[i].advice) < 0)
			RTE_LOG(WARNING, EAL,
				"cannot keep VF tokens out of %s: %s\n",
				advices[i].what, strerror(errno));
	if (vfio_sys()->mlock(mem, size) < 0)
		RTE_LOG(DEBUG, EAL, "cannot keep VF tokens out of swap: %s\n",
			strerror(errno));
}

static void
release(void *mem, size_t size)
{
	explicit_bzero(mem, size);
	vfio_sys()->munmap(mem, size);
}

/* Twice the room, in a new mapping. */
static int
grow(void)
{
	const size_t size = store.size != 0 ? store.size * 2 :
		rte_mem_page_size();
	void *mem;

	mem = vfio_sys()->mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		return -ENOMEM;
	harden(mem, size);

	if (store.entries != NULL) {
		memcpy(mem, store.entries, store.count * sizeof(struct entry));
		release(store.entries, store.size);
	}
	store.entries = mem;
	store.size = size;
	return 0;
}

static bool
is_entry_of(const struct entry *e, const struct vfio_pci_addr *pf)
{
	if (pf == NULL || e->is_default)
		return pf == NULL && e->is_default;
	return e->pf.domain == pf->domain && e->pf.bus == pf->bus &&
		e->pf.devid == pf->devid && e->pf.function == pf->function;
}

static const struct entry *
lookup(const struct vfio_pci_addr *pf)
{
	size_t i;

	for (i = 0; i < store.count; i++)
		if (is_entry_of(&store.entries[i], pf))
			return &store.entries[i];
	return NULL;
}

int
vfio_token_store_add(const struct vfio_pci_addr *pf, const rte_uuid_t token)
{
	struct entry *e;

	if (lookup(pf) != NULL)
		return -EEXIST;
	if ((store.count + 1) * sizeof(*e) > store.size && grow() < 0)
		return -ENOMEM;

	e = &store.entries[store.count++];
	e->is_default = pf == NULL;
	if (pf != NULL)
		e->pf = *pf;
	rte_uuid_copy(e->token, token);
	return 0;
}

bool
vfio_token_store_own(const struct vfio_pci_addr *pf, rte_uuid_t token)
{
	const struct entry *e = lookup(pf);

	if (e == NULL)
		return false;
	rte_uuid_copy(token, e->token);
	return true;
}

bool
vfio_token_store_find(const struct vfio_pci_addr *pf, rte_uuid_t token)
{
	return vfio_token_store_own(pf, token) ||
		vfio_token_store_own(NULL, token);
}

void
vfio_token_store_clear(void)
{
	if (store.entries != NULL)
		release(store.entries, store.size);
	memset(&store, 0, sizeof(store));
}
