/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_OPTION_H_
#define EAL_VFIO_TOKEN_OPTION_H_

/**
 * @file
 * VF tokens on the command line and in the environment. They are taken, and
 * overwritten there, before EAL parses its arguments or keeps a copy of them
 * for telemetry; its parser finds asterisks. Called by rte_eal_init() alone.
 */

/**
 * Take the tokens out of EAL's arguments and VFIO_TOKEN_VARIABLE, into a new
 * store. What is wrong is logged, and told by vfio_token_option_end().
 *
 * A token in the arguments is overwritten, also where it was meant as the
 * option's by a slip or behind "--"; variables are removed. A token that is
 * known from before stays, unless another one is given for the same PF: the next
 * call, after a failure, comes with overwritten arguments.
 *
 * @param argc
 *   Number of arguments.
 * @param argv
 *   The arguments. One that cannot be written to is replaced.
 */
void vfio_token_option_take(int argc, char **argv);

/**
 * EAL's parser has ended.
 *
 * @param ret
 *   What it has returned.
 * @return
 *   The same, or -1 if a token was not taken.
 */
int vfio_token_option_end(int ret);

/** Print the option's grammar, for EAL's usage text. */
void vfio_token_option_usage(void);

#endif /* EAL_VFIO_TOKEN_OPTION_H_ */
