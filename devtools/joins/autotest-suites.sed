# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Before 23.11, autotests have no suites.
#
# file: app/test/test.h
# unless: app/test/test.h define REGISTER_FAST_TEST
# expect: 1 REGISTER_FAST_TEST
# expect: 1 REGISTER_DRIVER_TEST
# expect: 1 REGISTER_PERF_TEST

$i\
#define NOHUGE_OK true\
#define ASAN_OK true\
#define REGISTER_FAST_TEST(cmd, no_huge, ASan, func) \\\
	REGISTER_TEST_COMMAND(cmd, (no_huge) && (ASan) ? (func) : NULL)\
#define REGISTER_DRIVER_TEST REGISTER_TEST_COMMAND\
#define REGISTER_PERF_TEST REGISTER_TEST_COMMAND\

