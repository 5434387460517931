# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without a new token for a file.
#
# file: lib/eal/linux/eal_vfio_token_option.c
# expect: 1 vfio_token_source_read(source, token->uuid, reason)

s/vfio_token_source_read(source, token->uuid, NULL, reason)/vfio_token_source_read(source, token->uuid, reason)/
