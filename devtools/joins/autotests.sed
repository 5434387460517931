# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the autotests.
#
# file: app/test/meson.build
# unless: app/test/meson.build test_dep_objs
# expect: 7 'test_vfio_vf_token

/^source_file_deps = {$/,/^}$/ {
	/^}$/a\
\
if is_linux\
    source_file_deps += {\
        'test_vfio_vf_token.c': ['bus_pci'],\
        'test_vfio_vf_token_faults.c': ['bus_pci'],\
        'test_vfio_vf_token_kernel.c': ['bus_pci'],\
        'test_vfio_vf_token_perf.c': ['bus_pci'],\
        'test_vfio_vf_token_rotation.c': ['bus_pci'],\
        'test_vfio_vf_token_runtime.c': ['bus_pci'],\
        'test_vfio_vf_token_secondary.c': ['bus_pci'],\
        'vfio_kernel_model.c': ['bus_pci'],\
        'vfio_kernel_rules.c': ['bus_pci'],\
        'vfio_sys.c': ['bus_pci'],\
        'vfio_token_feature.c': ['bus_pci'],\
        'vfio_token_fixture.c': ['bus_pci'],\
        'vfio_token_functions.c': ['bus_pci'],\
        'vfio_token_opens.c': ['bus_pci'],\
        'vfio_token_option.c': ['bus_pci'],\
        'vfio_token_race.c': ['bus_pci'],\
        'vfio_token_redact.c': ['bus_pci'],\
        'vfio_token_sources.c': ['bus_pci'],\
        'vfio_token_status.c': ['bus_pci'],\
        'vfio_token_store.c': ['bus_pci'],\
        'vfio_token_traces.c': ['bus_pci'],\
    }\
endif
}
