/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_OPTION_H_
#define EAL_VFIO_TOKEN_OPTION_H_

/**
 * @file
 * VF tokens from the command line and the environment. They are taken, and
 * overwritten there, before EAL parses its arguments or copies them for
 * telemetry; EAL's parser sees asterisks. Only rte_eal_init() calls this.
 */

/**
 * Take the tokens from EAL's arguments and VFIO_TOKEN_VARIABLE into a new
 * store. Errors are logged and reported by vfio_token_option_end().
 *
 * A token in the arguments is overwritten, even if its option is mistyped or
 * follows "--"; variables are removed. A token known from an earlier call is
 * kept unless another one is given for the same PF, because the next call after
 * a failure gets overwritten arguments.
 *
 * @param argc
 *   Number of arguments.
 * @param argv
 *   The arguments. A read-only one is replaced.
 */
void vfio_token_option_take(int argc, char **argv);

/**
 * Report the result after EAL's parser.
 *
 * @param ret
 *   Return value of the parser.
 * @return
 *   The same, or -1 if a token could not be taken.
 */
int vfio_token_option_end(int ret);

/** Print the option's grammar, for EAL's usage text. */
void vfio_token_option_usage(void);

#endif /* EAL_VFIO_TOKEN_OPTION_H_ */
