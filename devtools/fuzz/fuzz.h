/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef FUZZ_H_
#define FUZZ_H_

/**
 * @file
 * A system for the targets, by the autotests' vfio_sys.h, in which nothing
 * real is read, written or closed.
 */

#include <stddef.h>
#include <stdint.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * Put it in place.
 *
 * @param data
 *   What files and descriptors hold; for readlink() and access() an answer a
 *   line: "-" there is none, "!" another error.
 * @param size
 *   Of data, in bytes.
 */
void
fuzz_begin(const uint8_t *data, size_t size);

/** Read from the beginning again. */
void
fuzz_rewind(void);

/**
 * Set a variable without setenv(), which keeps every value for ever.
 *
 * @param place
 *   0 or 1, another one for each variable.
 * @param name
 *   Its name.
 * @param value
 *   Its value, cut after 4000 bytes.
 */
void
fuzz_setenv(unsigned int place, const char *name, const char *value);

/** Give the real one its place back; aborts if a descriptor is open. */
void
fuzz_end(void);

#endif /* FUZZ_H_ */
