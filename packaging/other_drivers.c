/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

/*
 * The only file in our driver directory. It loads the distribution's drivers,
 * with our librte_bus_pci instead of the distribution's.
 *
 * EAL has one driver directory and loads each file in it by path, regardless of
 * the dynamic linker's search order. From the distribution's directory, it would
 * load the distribution's librte_bus_pci in addition to ours. This would end the
 * process, as EAL panics if a list (tailq) is registered twice. Loaded by name,
 * as other drivers request it, the library is loaded only once: ours, or the
 * distribution's if the program has already loaded that one through a run path
 * (dpdk-testpmd).
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
