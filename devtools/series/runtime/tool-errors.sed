# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without the tool.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 dpdk-vf-token.py
# expect: 0 tools/vf_token

s/^These commands help in every case\..*/These commands help in every case:/
/^see :doc:`\.\.\/tools\/vf_token`:$/d
/^    dpdk-vf-token\.py check <VF>/,/^    dpdk-telemetry/ {
	/^    dpdk-telemetry/!d
}
