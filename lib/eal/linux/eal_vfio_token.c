/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal_private.h"
#include "eal_vfio_token.h"

/* More stack than the deepest call occupies while it handles a token. */
#define STACK_LEN 32768

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

/* The C library may copy a whole struct through registers that nothing overwrites. */
static void
copy(struct vfio_token *to, const struct vfio_token *from)
{
	strlcpy(to->pf, from->pf, sizeof(to->pf));
	to->given_by = from->given_by;
	rte_uuid_copy(to->uuid, from->uuid);
	strlcpy(to->source, from->source, sizeof(to->source));
}

int
vfio_token_put(struct vfio_token_table **table, const struct vfio_token *token)
{
	struct vfio_token *place = vfio_token_place(table, token->pf);

	if (place == NULL)
		return -ENOMEM;
	if (place == &(*table)->tokens[(*table)->count])
		(*table)->count++;
	copy(place, token);
	return 0;
}

/* The last token takes the place of the removed one. */
int
vfio_token_remove(struct vfio_token_table *table, const char *pf)
{
	struct vfio_token *token = vfio_token_find(table, pf), *last;

	if (token == NULL)
		return -ENOENT;
	last = &table->tokens[--table->count];
	if (token != last)
		copy(token, last);
	rte_memzero_explicit(last, sizeof(*last));
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

/* Its arguments replace what copies of tokens left in vector registers. */
static __rte_noinline void
overwrite(double r0, double r1, double r2, double r3, double r4, double r5, double r6,
		double r7)
{
	volatile double stack[STACK_LEN / sizeof(double)];
	size_t i;

	for (i = 0; i < RTE_DIM(stack); i++)
		stack[i] = r0 + r1 + r2 + r3 + r4 + r5 + r6 + r7;
}

void
vfio_token_wipe_traces(void)
{
	/* volatile, or the compiler passes no arguments */
	const volatile double zero = 0;
	const double z = zero;

	overwrite(z, z, z, z, z, z, z, z);
}
