/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The only file of our driver folder: loads the distribution's drivers, with
 * our librte_bus_pci in the place of theirs.
 *
 * EAL knows one driver folder and loads each file of it by its path, whatever
 * the dynamic linker would prefer. Were that the distribution's folder, its
 * librte_bus_pci would come beside ours and end the process, as EAL panics
 * where a list (tailq) is registered twice. By its name, as other drivers ask
 * for it, it comes once: ours, or the distribution's where a program has it
 * already, by a run path (dpdk-testpmd).
 */

#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#define BUS_PCI DRIVERS "/librte_bus_pci.so." ABI

__attribute__((constructor)) static void
load_drivers(void)
{
	const char *name;
	glob_t found;
	size_t i;

	if (glob(DRIVERS "/librte_*.so." ABI, 0, NULL, &found) != 0)
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		name = found.gl_pathv[i];
		if (strcmp(name, BUS_PCI) == 0)
			name = "librte_bus_pci.so." SO;
		if (dlopen(name, RTLD_NOW) == NULL)
			fprintf(stderr, "EAL: %s\n", dlerror());
	}
	globfree(&found);
}
