/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The VF token overlay authors
 */

#ifndef EAL_VFIO_TOKEN_ARGS_H_
#define EAL_VFIO_TOKEN_ARGS_H_

/**
 * @file
 * VF tokens in EAL's arguments and in the environment, for those who parse the
 * arguments. Linux only. Called at EAL start, by one thread.
 */

#include <rte_compat.h>

/**
 * @internal
 * Take the tokens out of EAL's arguments and VFIO_TOKEN_VARIABLE, before
 * anything else looks at either. Where a token itself stands there, it is
 * overwritten: the arguments with asterisks, variables as a whole, and they
 * are removed. What is wrong is logged, and told by vfio_token_args_end().
 *
 * What was meant as the option and is not, by a slip or behind "--", is
 * overwritten as well, before somebody prints it.
 *
 * May be called again after a failure: a token that was overwritten, and one
 * whose source is used up, is still known then if it is given again.
 *
 * @param argc
 *   Number of arguments.
 * @param argv
 *   The arguments. One that cannot be written to is replaced.
 */
__rte_internal
void
vfio_token_args_take(int argc, char **argv);

/** @internal The parser has come upon the option. */
__rte_internal
void
vfio_token_args_seen(void);

/**
 * @internal
 * The arguments are parsed.
 *
 * @param ret
 *   What parsing them has returned.
 * @return
 *   The same, or -1 if a token was not taken.
 */
__rte_internal
int
vfio_token_args_end(int ret);

/** Print the option's grammar, for EAL's usage text. */
void
vfio_token_usage(void);

#endif /* EAL_VFIO_TOKEN_ARGS_H_ */
