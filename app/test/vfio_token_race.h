/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef VFIO_TOKEN_RACE_H_
#define VFIO_TOKEN_RACE_H_

/**
 * @file
 * Rotations in one thread while another opens and closes a device, on the model
 * of the kernel or on a real one.
 */

/**
 * Rotate the token of a PF while another thread opens and closes a device.
 *
 * @param pf
 *   The PF. It is open, or it is the other thread's device: then only rotations
 *   that found it open count, and it may be closed now and then.
 * @param device
 *   The device to open and close.
 * @param rotations
 *   Minimum number of rotations.
 * @param opens
 *   Minimum number of opens.
 * @return
 *   Number of failed rotations and refused opens.
 */
unsigned int
vfio_token_race(const char *pf, const char *device, unsigned int rotations,
		unsigned int opens);

#endif /* VFIO_TOKEN_RACE_H_ */
