# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without tokens from files.
#
# file: lib/eal/linux/eal_vfio_token_text.c
# expect: 0 poll.h
# expect: 0 syscall.h

/^#include <poll\.h>$/d
/^#include <sys\/syscall\.h>$/d
/^#include <unistd\.h>$/d
/^\/\* Read the first line, or everything if there is no newline\. \*\/$/,/^}$/ {
	/^}$/ {
		N
		d
	}
	d
}
