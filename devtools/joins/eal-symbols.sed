# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# What the autotests need of EAL when it is a shared library. Internal: no
# part of the ABI.
#
# file: lib/eal/version.map
# expect: 1 vfio_feature_get;
# expect: 1 vfio_token_store_own;

/^INTERNAL {/,/global:/ {
	/global:/a\
\
	vfio_feature_get; # WINDOWS_NO_EXPORT\
	vfio_feature_probe; # WINDOWS_NO_EXPORT\
	vfio_feature_set; # WINDOWS_NO_EXPORT\
	vfio_open_device; # WINDOWS_NO_EXPORT\
	vfio_pci_addr_parse; # WINDOWS_NO_EXPORT\
	vfio_sriov_read; # WINDOWS_NO_EXPORT\
	vfio_sys; # WINDOWS_NO_EXPORT\
	vfio_sys_replace; # WINDOWS_NO_EXPORT\
	vfio_token_args_end; # WINDOWS_NO_EXPORT\
	vfio_token_args_seen; # WINDOWS_NO_EXPORT\
	vfio_token_args_take; # WINDOWS_NO_EXPORT\
	vfio_token_option; # WINDOWS_NO_EXPORT\
	vfio_token_source_read; # WINDOWS_NO_EXPORT\
	vfio_token_store_add; # WINDOWS_NO_EXPORT\
	vfio_token_store_clear; # WINDOWS_NO_EXPORT\
	vfio_token_store_find; # WINDOWS_NO_EXPORT\
	vfio_token_store_own; # WINDOWS_NO_EXPORT\
	vfio_token_wipe_stack; # WINDOWS_NO_EXPORT
}
