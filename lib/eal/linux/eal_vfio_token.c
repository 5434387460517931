/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "eal_private.h"
#include "eal_vfio_token.h"

struct vfio_token_table *vfio_tokens;

pthread_mutex_t vfio_token_mutex = PTHREAD_MUTEX_INITIALIZER;

static struct vfio_token_table *
create_table(void)
{
	struct vfio_token_table *table;

	table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (table == MAP_FAILED)
		return NULL;
	/* hardening, which a resource limit may prevent */
	if (madvise(table, sizeof(*table), MADV_DONTDUMP) < 0 ||
			mlock2(table, sizeof(*table), MLOCK_ONFAULT) < 0)
		EAL_LOG(WARNING, "cannot keep VF tokens out of core dumps and swap: %s",
			strerror(errno));
	return table;
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

struct vfio_token *
vfio_token_place(struct vfio_token_table **table, const char *pf)
{
	struct vfio_token *token = vfio_token_find(*table, pf);

	if (token == NULL && *table == NULL)
		*table = create_table();
	if (token == NULL && *table != NULL && (*table)->count < RTE_DIM((*table)->tokens))
		token = &(*table)->tokens[(*table)->count];
	return token;
}

int
vfio_token_put(struct vfio_token_table **table, const struct vfio_token *token)
{
	struct vfio_token *place = vfio_token_place(table, token->pf);

	if (place == NULL)
		return -ENOMEM;
	if (place == &(*table)->tokens[(*table)->count])
		(*table)->count++;
	*place = *token;
	return 0;
}

/* The last token takes the place of the removed one. */
int
vfio_token_remove(struct vfio_token_table *table, const char *pf)
{
	struct vfio_token *token = vfio_token_find(table, pf);

	if (token == NULL)
		return -ENOENT;
	*token = table->tokens[--table->count];
	rte_memzero_explicit(&table->tokens[table->count], sizeof(*token));
	return 0;
}

void
vfio_token_use_table(struct vfio_token_table *table)
{
	struct vfio_token_table *old = vfio_tokens;

	vfio_tokens = table;
	if (old == NULL)
		return;
	rte_memzero_explicit(old->tokens, old->count * sizeof(old->tokens[0]));
	munmap(old, sizeof(*old));
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
