# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without a new token for a file.
#
# file: lib/eal/linux/eal_vfio_token_source.c
# expect: 0 beside

s/^vfio_token_source_read(const char \*source, rte_uuid_t token, char \*beside,$/vfio_token_source_read(const char *source, rte_uuid_t token, char *reason)/
/^		char \*reason)$/d
/^	else if (beside != NULL && /,/^		ret = vfio_token_file_renew(/d
