/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * A DPDK driver that drives nothing: loads the distribution's drivers, but for
 * those that lie beside it, in our own driver folder.
 *
 * EAL knows one driver folder and loads each file of it by its path, whatever
 * the dynamic linker would prefer. Were that the distribution's folder, its
 * librte_bus_pci would come beside ours, as a second PCI bus.
 */

#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
is_ours(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", OWN_DRIVERS, name);
	return access(path, F_OK) == 0;
}

__attribute__((constructor)) static void
load_other_drivers(void)
{
	glob_t found;
	size_t i;

	if (glob(OTHER_DRIVERS "/*" SUFFIX, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		if (is_ours(strrchr(found.gl_pathv[i], '/') + 1))
			continue;
		if (dlopen(found.gl_pathv[i], RTLD_NOW) == NULL)
			fprintf(stderr, "EAL: %s\n", dlerror());
	}
	globfree(&found);
}
