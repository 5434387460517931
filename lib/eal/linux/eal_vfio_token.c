/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>
#include <rte_eal_paging.h>
#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_token.h"

struct vfio_token_table *vfio_tokens;

pthread_mutex_t vfio_token_mutex = PTHREAD_MUTEX_INITIALIZER;

/* The smallest table, in whole pages, for so many tokens. */
static struct vfio_token_table *
create_table(size_t count)
{
	const size_t size = RTE_ALIGN(sizeof(struct vfio_token_table) +
			count * sizeof(struct vfio_token), rte_mem_page_size());
	struct vfio_token_table *table;

	table = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (table == MAP_FAILED)
		return NULL;
	/* hardening, which a limit may refuse */
	if (madvise(table, size, MADV_DONTDUMP) < 0)
		EAL_LOG(WARNING, "cannot keep VF tokens out of core dumps: %s",
			strerror(errno));
	if (mlock(table, size) < 0)
		EAL_LOG(DEBUG, "cannot keep VF tokens out of swap: %s",
			strerror(errno));
	table->size = size;
	return table;
}

static void
free_table(struct vfio_token_table *table)
{
	const size_t size = table != NULL ? table->size : 0;

	if (size == 0)
		return;
	rte_memzero_explicit(table, size);
	munmap(table, size);
}

struct vfio_token *
vfio_token_find(struct vfio_token_table *table, const char *pf)
{
	size_t i;

	for (i = 0; table != NULL && i < table->count; i++)
		if (strcmp(table->tokens[i].pf, pf) == 0)
			return &table->tokens[i];
	return NULL;
}

struct vfio_token *
vfio_token_of_pf(struct vfio_token_table *table, const char *pf)
{
	struct vfio_token *own = vfio_token_find(table, pf);

	return own != NULL ? own : vfio_token_find(table, "");
}

int
vfio_token_reserve(struct vfio_token_table **table)
{
	struct vfio_token_table *old = *table, *larger;
	const size_t count = old != NULL ? old->count : 0;

	if (old != NULL && sizeof(*old) + (count + 1) * sizeof(old->tokens[0]) <= old->size)
		return 0;
	larger = create_table(count * 2 + 1);
	if (larger == NULL)
		return -ENOMEM;
	larger->count = count;
	if (count != 0)
		memcpy(larger->tokens, old->tokens, count * sizeof(old->tokens[0]));
	free_table(old);
	*table = larger;
	return 0;
}

int
vfio_token_put(struct vfio_token_table **table, const struct vfio_token *token)
{
	struct vfio_token *place = vfio_token_find(*table, token->pf);

	if (place == NULL) {
		if (vfio_token_reserve(table) < 0)
			return -ENOMEM;
		place = &(*table)->tokens[(*table)->count++];
	}
	*place = *token;
	return 0;
}

/* The last one takes its place. */
int
vfio_token_remove(struct vfio_token_table *table, const char *pf)
{
	struct vfio_token *token = vfio_token_find(table, pf), *last;

	if (token == NULL)
		return -ENOENT;
	last = &table->tokens[--table->count];
	if (token != last)
		*token = *last;
	rte_memzero_explicit(last, sizeof(*last));
	return 0;
}

void
vfio_token_use_table(struct vfio_token_table *table)
{
	struct vfio_token_table *old = vfio_tokens;

	vfio_tokens = table;
	free_table(old);
}

void
vfio_token_cleanup(void)
{
	pthread_mutex_lock(&vfio_token_mutex);
	vfio_token_use_table(NULL);
	pthread_mutex_unlock(&vfio_token_mutex);
}

void
vfio_token_get_default(rte_uuid_t uuid)
{
	const struct vfio_token *token;

	memset(uuid, 0, sizeof(rte_uuid_t));
	pthread_mutex_lock(&vfio_token_mutex);
	token = vfio_token_find(vfio_tokens, "");
	if (token != NULL)
		rte_uuid_copy(uuid, token->uuid);
	pthread_mutex_unlock(&vfio_token_mutex);
}
