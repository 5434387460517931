# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without what replaces a file.
#
# file: lib/eal/linux/eal_vfio_token_file.c
# expect: 0 as->
# expect: 1 write_beside(path, token, beside, reason)

s/^ \* returns\. It has the owner, group and mode of another file, or only its owner$/ * returns. Only its owner can access it./
/^ \* can access it\.$/d
s/^write_beside(const char \*path, rte_uuid_t token, const struct stat \*as,$/write_beside(const char *path, rte_uuid_t token,/
/(as == NULL || fchown(/d
s/fchmod(fd, as != NULL ? as->st_mode & 0777 : 0600)/fchmod(fd, 0600)/
s/write_beside(path, token, NULL, beside, reason)/write_beside(path, token, beside, reason)/
