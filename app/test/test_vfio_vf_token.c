/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#include <rte_common.h>

#include "test.h"
#include "vfio_token_fixture.h"

static int
test_vfio_vf_token(void)
{
	struct unit_test_suite *suites[] = {
		&vf_token_feature_suite,
		&vf_token_option_suite,
		&vf_token_open_suite,
		&vf_token_source_suite,
		&vf_token_redact_suite,
	};
	unsigned int i, failed = 0;

	for (i = 0; i < RTE_DIM(suites); i++)
		failed += unit_test_suite_runner(suites[i]) != 0;
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

REGISTER_FAST_TEST(vfio_vf_token_autotest, NOHUGE_OK, ASAN_OK,
	test_vfio_vf_token);
