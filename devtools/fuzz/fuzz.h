/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef FUZZ_H_
#define FUZZ_H_

/**
 * @file
 * System calls for the targets, through the autotests' vfio_sys.h, in which
 * nothing real is read, written or closed.
 */

#include <stddef.h>
#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * Install them.
 *
 * @param data
 *   Content of files and descriptors; for readlink() and access(), one answer
 *   per line: "-" for none, "!" for another error.
 * @param size
 *   Size of data, in bytes.
 */
void
fuzz_begin(const uint8_t *data, size_t size);

/** Read from the beginning again. */
void
fuzz_rewind(void);

/**
 * Set a variable without setenv(), which keeps every value forever.
 *
 * @param place
 *   0 or 1, different for each variable.
 * @param name
 *   Name of the variable.
 * @param value
 *   Value of the variable, truncated after 4000 bytes.
 */
void
fuzz_setenv(unsigned int place, const char *name, const char *value);

/** Restore the real ones; aborts if a descriptor is open. */
void
fuzz_end(void);

#endif /* FUZZ_H_ */
