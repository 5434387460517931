# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The autotests, which need EAL's headers of Linux, and functions that it does not
# export.
#
# file: app/test/meson.build
# unless: app/test/meson.build test_dep_objs
# expect: 4 'test_vfio_vf_token

/^source_file_deps = {$/,/^}$/ {
	/^}$/a\
\
if is_linux and get_option('default_library') == 'static'\
    source_file_deps += {\
        'test_vfio_vf_token.c': [],\
        'test_vfio_vf_token_faults.c': [],\
        'test_vfio_vf_token_kernel.c': [],\
        'test_vfio_vf_token_runtime.c': [],\
        'vfio_kernel_model.c': [],\
        'vfio_kernel_rules.c': [],\
        'vfio_sys.c': [],\
        'vfio_token_fixture.c': [],\
        'vfio_token_race.c': [],\
    }\
    includes += include_directories('../../lib/eal/linux')\
endif
}
