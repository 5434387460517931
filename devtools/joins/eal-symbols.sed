# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# EAL's new functions. The internal ones, no part of the ABI, are for the bus
# driver and, when EAL is a shared library, for the autotests.
#
# file: lib/eal/version.map
# expect: 3 rte_vfio_feature_
# expect: 3 rte_vfio_vf_token_
# expect: 1 vfio_token_store_own;

/^EXPERIMENTAL {/,/^}/ {
	/^}/i\
\
	# VF tokens\
	rte_vfio_feature_get; # WINDOWS_NO_EXPORT\
	rte_vfio_feature_probe; # WINDOWS_NO_EXPORT\
	rte_vfio_feature_set; # WINDOWS_NO_EXPORT\
	rte_vfio_vf_token_remove; # WINDOWS_NO_EXPORT\
	rte_vfio_vf_token_set; # WINDOWS_NO_EXPORT\
	rte_vfio_vf_token_set_from; # WINDOWS_NO_EXPORT
}

/^INTERNAL {/,/global:/ {
	/global:/a\
\
	vfio_device_close; # WINDOWS_NO_EXPORT\
	vfio_device_dup; # WINDOWS_NO_EXPORT\
	vfio_handover_answer; # WINDOWS_NO_EXPORT\
	vfio_handover_request; # WINDOWS_NO_EXPORT\
	vfio_handover_take; # WINDOWS_NO_EXPORT\
	vfio_open_device; # WINDOWS_NO_EXPORT\
	vfio_pci_addr_parse; # WINDOWS_NO_EXPORT\
	vfio_pci_addr_text; # WINDOWS_NO_EXPORT\
	vfio_sriov_read; # WINDOWS_NO_EXPORT\
	vfio_sys; # WINDOWS_NO_EXPORT\
	vfio_sys_replace; # WINDOWS_NO_EXPORT\
	vfio_token_args_end; # WINDOWS_NO_EXPORT\
	vfio_token_args_seen; # WINDOWS_NO_EXPORT\
	vfio_token_args_take; # WINDOWS_NO_EXPORT\
	vfio_token_option; # WINDOWS_NO_EXPORT\
	vfio_token_rotate; # WINDOWS_NO_EXPORT\
	vfio_token_source_read; # WINDOWS_NO_EXPORT\
	vfio_token_status_walk; # WINDOWS_NO_EXPORT\
	vfio_token_store_add; # WINDOWS_NO_EXPORT\
	vfio_token_store_clear; # WINDOWS_NO_EXPORT\
	vfio_token_store_find; # WINDOWS_NO_EXPORT\
	vfio_token_store_own; # WINDOWS_NO_EXPORT\
	vfio_token_wipe_stack; # WINDOWS_NO_EXPORT
}
