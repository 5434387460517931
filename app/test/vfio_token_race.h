/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_RACE_H_
#define VFIO_TOKEN_RACE_H_

/**
 * @file
 * Rotations in one thread while another opens and closes a device, on the
 * model of the kernel or on a real one.
 */

/**
 * Rotate the token of a PF while another thread opens and closes a device.
 *
 * @param pf
 *   The PF. It is open, or the other thread's device: then only rotations
 *   that found it open count, and that it is not open now and then is right.
 * @param device
 *   What is opened and closed.
 * @param rotations
 *   At least so many of them,
 * @param opens
 *   and at least so many opens.
 * @return
 *   How many rotations failed or opens were refused.
 */
unsigned int
vfio_token_race(const char *pf, const char *device, unsigned int rotations,
		unsigned int opens);

#endif /* VFIO_TOKEN_RACE_H_ */
