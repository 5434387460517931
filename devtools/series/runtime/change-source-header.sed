# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without a new token for a file.
#
# file: lib/eal/linux/eal_vfio_token_source.h
# expect: 0 beside
# expect: 1 rte_uuid_t token, char *reason);

/^ \* @param beside$/,/^ \*   empty if there is none\.$/d
s/^int vfio_token_source_read(const char \*source, rte_uuid_t token, char \*beside,$/int vfio_token_source_read(const char *source, rte_uuid_t token, char *reason);/
/^		char \*reason);$/d
