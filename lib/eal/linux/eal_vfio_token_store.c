/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The token store: the one place in the process where tokens rest. They lie
 * in a mapping of their own, which is kept from swap and core dumps, and which
 * is wiped before it is given back. Until rte_eal_init() a forked child has
 * them as well, as it may be the one that goes on (daemon(3)); what is forked
 * afterwards finds them wiped.
 */

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include <eal_export.h>
#include <rte_common.h>
#include <rte_eal_paging.h>
#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_sys.h"
#include "eal_vfio_token.h"

struct entry {
	bool is_default;
	unsigned int round;
	struct vfio_pci_addr pf; /* unless is_default */
	rte_uuid_t token;
	struct vfio_token_origin origin;
};

/*
 * Owned by this file and guarded by the lock. A round is one call of
 * rte_eal_init(): a second one after a failure finds what the first has read.
 */
static struct {
	struct entry *entries; /* the mapping, or NULL */
	size_t size;           /* its length in bytes */
	size_t count;          /* entries in use */
	unsigned int round;
	bool sealed;           /* kept from forked children */
} store;

/* Owned by this file; what it guards is told in eal_vfio_token.h. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__rte_cold
void
vfio_token_lock(void)
{
	pthread_mutex_lock(&lock);
}

__rte_cold
void
vfio_token_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

static void
advise(void *mem, size_t size, int advice, const char *what)
{
	if (vfio_sys()->madvise(mem, size, advice) < 0)
		EAL_LOG(WARNING, "cannot keep VF tokens out of %s: %s",
			what, strerror(errno));
}

/* Each of these is a hardening that an old kernel or a limit may refuse. */
static void
harden(void *mem, size_t size)
{
	advise(mem, size, MADV_DONTDUMP, "core dumps");
#ifdef MADV_WIPEONFORK
	if (store.sealed)
		advise(mem, size, MADV_WIPEONFORK, "forked processes");
#endif
	if (vfio_sys()->mlock(mem, size) < 0)
		EAL_LOG(DEBUG, "cannot keep VF tokens out of swap: %s",
			strerror(errno));
}

static void
release(void *mem, size_t size)
{
	rte_memzero_explicit(mem, size);
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

/* In a forked child, whose copy of the mapping is wiped, no entry is left. */
static bool
is_entry_of(const struct entry *e, const struct vfio_pci_addr *pf)
{
	if (rte_uuid_is_null(e->token))
		return false;
	if (pf == NULL || e->is_default)
		return pf == NULL && e->is_default;
	return vfio_pci_addr_equal(&e->pf, pf);
}

static struct entry *
lookup(const struct vfio_pci_addr *pf)
{
	size_t i;

	for (i = 0; i < store.count; i++)
		if (is_entry_of(&store.entries[i], pf))
			return &store.entries[i];
	return NULL;
}

/* What the application gave is of every round. */
static bool
is_of_this_round(const struct entry *e)
{
	return e->round == store.round ||
		e->origin.given_by == VFIO_TOKEN_BY_APPLICATION;
}

__rte_cold
int
vfio_token_store_reserve(void)
{
	if ((store.count + 1) * sizeof(struct entry) <= store.size)
		return 0;
	return grow();
}

__rte_cold
void
vfio_token_store_put(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	struct entry *e = lookup(pf);

	if (e == NULL)
		e = &store.entries[store.count++];
	memset(e, 0, sizeof(*e));
	e->is_default = pf == NULL;
	if (pf != NULL)
		e->pf = *pf;
	e->round = store.round;
	e->origin = *origin;
	rte_uuid_copy(e->token, token);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_store_add)
__rte_cold
int
vfio_token_store_add(const struct vfio_pci_addr *pf, const rte_uuid_t token,
		const struct vfio_token_origin *origin)
{
	const struct entry *e = lookup(pf);

	if (e != NULL && is_of_this_round(e))
		return -EEXIST;
	if (vfio_token_store_reserve() < 0)
		return -ENOMEM;
	vfio_token_store_put(pf, token, origin);
	return 0;
}

/* The last one takes its place. */
static void
drop(struct entry *e)
{
	struct entry *last = &store.entries[--store.count];

	if (e != last)
		*e = *last;
	rte_memzero_explicit(last, sizeof(*last));
}

__rte_cold
int
vfio_token_store_remove(const struct vfio_pci_addr *pf)
{
	struct entry *e = lookup(pf);

	if (e == NULL)
		return -ENOENT;
	drop(e);
	return 0;
}

__rte_cold
int
vfio_token_store_keep(const struct vfio_pci_addr *pf, const char *source)
{
	struct entry *e = lookup(pf);

	if (e == NULL || strncmp(e->origin.source, source,
			sizeof(e->origin.source) - 1) != 0)
		return -ENOENT;
	e->round = store.round;
	return 0;
}

__rte_cold
void
vfio_token_store_keep_variable(void)
{
	size_t i;

	for (i = 0; i < store.count; i++)
		if (store.entries[i].origin.given_by == VFIO_TOKEN_BY_VARIABLE)
			store.entries[i].round = store.round;
}

__rte_cold
bool
vfio_token_store_is_lost(void)
{
	size_t i;

	for (i = 0; i < store.count; i++)
		if (rte_uuid_is_null(store.entries[i].token))
			return true;
	return false;
}

__rte_cold
void
vfio_token_store_replace(const char *file, const rte_uuid_t token)
{
	size_t i;

	for (i = 0; i < store.count; i++)
		if (vfio_token_source_is_same_file(file,
				store.entries[i].origin.source))
			rte_uuid_copy(store.entries[i].token, token);
}

__rte_cold
bool
vfio_token_store_is_given(const struct vfio_pci_addr *pf,
		enum vfio_token_giver *given_by)
{
	const struct entry *e = lookup(pf);

	if (e == NULL || !is_of_this_round(e))
		return false;
	*given_by = e->origin.given_by;
	return true;
}

/* A forked child is here with what it has inherited, which is not locked. */
__rte_cold
void
vfio_token_store_begin(void)
{
	if (vfio_token_store_is_lost())
		EAL_LOG(WARNING, "VF tokens given before this process was forked are lost: give them again, or fork before rte_eal_init()");
	store.round++;
	store.sealed = true;
	if (store.entries != NULL)
		harden(store.entries, store.size);
}

__rte_cold
void
vfio_token_store_end(void)
{
	size_t i = 0;

	while (i < store.count)
		if (is_of_this_round(&store.entries[i]))
			i++;
		else
			drop(&store.entries[i]);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_store_own)
__rte_cold
bool
vfio_token_store_own(const struct vfio_pci_addr *pf, rte_uuid_t token,
		struct vfio_token_origin *origin)
{
	const struct entry *e = lookup(pf);

	if (e == NULL)
		return false;
	rte_uuid_copy(token, e->token);
	if (origin != NULL)
		*origin = e->origin;
	return true;
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_store_find)
__rte_cold
bool
vfio_token_store_find(const struct vfio_pci_addr *pf, rte_uuid_t token,
		struct vfio_token_origin *origin)
{
	return vfio_token_store_own(pf, token, origin) ||
		vfio_token_store_own(NULL, token, origin);
}

RTE_EXPORT_INTERNAL_SYMBOL(vfio_token_store_clear)
__rte_cold
void
vfio_token_store_clear(void)
{
	if (store.entries != NULL)
		release(store.entries, store.size);
	store.entries = NULL;
	store.size = 0;
	store.count = 0;
	store.sealed = false;
}

__rte_cold
void
vfio_token_get_default(rte_uuid_t token)
{
	vfio_token_lock();
	if (!vfio_token_store_own(NULL, token, NULL))
		memset(token, 0, sizeof(rte_uuid_t));
	vfio_token_unlock();
}

__rte_cold
void
vfio_token_cleanup(void)
{
	vfio_token_lock();
	vfio_token_store_clear();
	vfio_token_unlock();
}
