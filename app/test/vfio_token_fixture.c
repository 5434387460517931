/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_string_fns.h>

#include <rte_pci.h>
#include <rte_pci_vf_token.h>

#include "eal_vfio_token.h"
#include "test.h"
#include "vfio_token_fixture.h"

int
set_token(const char *pf, const char *source)
{
	struct rte_pci_addr addr;

	if (pf != NULL && rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_set(pf != NULL ? &addr : NULL, source);
}

int
remove_token(const char *pf)
{
	struct rte_pci_addr addr;

	if (pf != NULL && rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_remove(pf != NULL ? &addr : NULL);
}

int
rotate_token(const char *pf, const char *source)
{
	struct rte_pci_addr addr;

	if (rte_pci_addr_parse(pf, &addr) < 0)
		return -EINVAL;
	return rte_pci_vf_token_rotate(&addr, source);
}

bool
has_own_token(const char *pf, const char *text)
{
	const struct vfio_token *token;
	rte_uuid_t want;
	bool has;

	vfio_token_lock();
	token = vfio_token_find(vfio_tokens, pf);
	has = token != NULL && (text == NULL ||
		(rte_uuid_parse(text, want) == 0 &&
		rte_uuid_compare(want, token->uuid) == 0));
	vfio_token_unlock();
	return has;
}

/* Owned by the test that runs. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} captured;

void
capture_start(void)
{
	captured.stream = open_memstream(&captured.text, &captured.size);
	rte_openlog_stream(captured.stream);
}

const char *
capture_text(void)
{
	fflush(captured.stream);
	return captured.text;
}

void
capture_end(void)
{
	rte_openlog_stream(NULL);
	fclose(captured.stream);
	free(captured.text);
}

unsigned int
count_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Case does not make a token another one. */
bool
shows(const char *text, const char *secret)
{
	return strcasestr(text, secret) != NULL;
}

/* A folder that looks like /sys/bus/pci/devices to who reads roles from it. */
char sysfs[PATH_MAX / 2];

static const struct {
	const char *dev;
	const char *entry;
	const char *target; /* of the link; NULL: a file */
} sysfs_entries[] = {
	{ PF, "sriov_totalvfs", NULL },
	{ PF, "driver", "../drivers/vfio-pci" },
	{ PF, "virtfn0", "../" VF },
	{ VF, "physfn", "../" PF },
	{ VF, "driver", "../drivers/vfio-pci" },
	{ PLAIN, "driver", "../drivers/vfio-pci" },
	{ FOREIGN_PF, "sriov_totalvfs", NULL },
	{ FOREIGN_PF, "driver", "../drivers/igb" },
	{ FOREIGN_VF, "physfn", "../" FOREIGN_PF },
	{ FOREIGN_VF, "driver", "../drivers/vfio-pci" },
	/* a PF without VFs */
	{ "0000:03:00.0", "sriov_totalvfs", NULL },
	{ "0000:03:00.0", "driver", "../drivers/vfio-pci" },
	/* a VF on a driver of the vfio-pci family, its PF on vfio-pci */
	{ "0000:01:10.1", "physfn", "../" PF },
	{ "0000:01:10.1", "driver", "../drivers/mlx5_vfio_pci" },
	/* both on the same other driver, whose PF part is vfio-pci's too */
	{ "0000:07:00.0", "sriov_totalvfs", NULL },
	{ "0000:07:00.0", "driver", "../drivers/xe-vfio-pci" },
	{ "0000:07:10.0", "physfn", "../0000:07:00.0" },
	{ "0000:07:10.0", "driver", "../drivers/xe-vfio-pci" },
	/* a VF whose PF no driver has */
	{ "0000:04:00.0", "sriov_totalvfs", NULL },
	{ "0000:04:10.0", "physfn", "../0000:04:00.0" },
	{ "0000:04:10.0", "driver", "../drivers/vfio-pci" },
	/* links that lead nowhere */
	{ "0000:05:10.0", "physfn", "../nowhere" },
	{ "0000:05:10.0", "driver", "../drivers/vfio-pci" },
	{ "0000:06:10.0", "physfn", "../" PF },
};

int
vfio_fixture_setup(void)
{
	char path[PATH_MAX];
	unsigned int i;
	FILE *f;

	snprintf(sysfs, sizeof(sysfs), "%s/vfio_vf_token.XXXXXX",
		getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	TEST_ASSERT_NOT_NULL(mkdtemp(sysfs), "mkdtemp: %s", strerror(errno));
	for (i = 0; i < RTE_DIM(sysfs_entries); i++) {
		snprintf(path, sizeof(path), "%s/%s", sysfs,
			sysfs_entries[i].dev);
		TEST_ASSERT(mkdir(path, 0700) == 0 || errno == EEXIST,
			"%s: %s", path, strerror(errno));
		strlcat(path, "/", sizeof(path));
		strlcat(path, sysfs_entries[i].entry, sizeof(path));
		if (sysfs_entries[i].target != NULL) {
			TEST_ASSERT_SUCCESS(symlink(sysfs_entries[i].target,
				path), "%s: %s", path, strerror(errno));
			continue;
		}
		f = fopen(path, "w");
		TEST_ASSERT_NOT_NULL(f, "%s: %s", path, strerror(errno));
		fclose(f);
	}
	return TEST_SUCCESS;
}

static int
remove_entry(const char *path, const struct stat *st __rte_unused,
		int type __rte_unused, struct FTW *ftw __rte_unused)
{
	return remove(path);
}

void
vfio_fixture_teardown(void)
{
	nftw(sysfs, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

unsigned int
count_entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int n = 0;

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}
