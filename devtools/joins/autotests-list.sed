# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Add the autotests before 23.11: three run on every machine; the others need real
# devices and run only by name.
#
# file: app/test/meson.build
# when: app/test/meson.build test_dep_objs
# expect: 1 vfio_vf_token_autotest
# expect: 7 'test_vfio_vf_token

/^test_dep_objs = \[\]/a\
if is_linux\
    test_sources += files(\
            'test_vfio_vf_token.c',\
            'test_vfio_vf_token_faults.c',\
            'test_vfio_vf_token_kernel.c',\
            'test_vfio_vf_token_perf.c',\
            'test_vfio_vf_token_rotation.c',\
            'test_vfio_vf_token_runtime.c',\
            'test_vfio_vf_token_secondary.c',\
            'vfio_kernel_model.c',\
            'vfio_kernel_rules.c',\
            'vfio_sys.c',\
            'vfio_token_feature.c',\
            'vfio_token_fixture.c',\
            'vfio_token_functions.c',\
            'vfio_token_opens.c',\
            'vfio_token_option.c',\
            'vfio_token_race.c',\
            'vfio_token_redact.c',\
            'vfio_token_sources.c',\
            'vfio_token_status.c',\
            'vfio_token_store.c',\
            'vfio_token_traces.c',\
    )\
    fast_tests += [\
            ['vfio_vf_token_autotest', true, true],\
            ['vfio_vf_token_faults_autotest', true, true],\
            ['vfio_vf_token_runtime_autotest', true, true],\
    ]\
endif
