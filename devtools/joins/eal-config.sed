# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Remove the single token from EAL's configuration: tokens are now in the store.
#
# file: lib/eal/common/eal_internal_cfg.h
# expect: 0 vf_token
# expect: 0 VF token

/^	\/\*\* the shared VF token for .* \*\/$/d
/^	rte_uuid_t vfio_vf_token;$/d
