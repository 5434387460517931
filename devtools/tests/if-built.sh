#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Run a program, or a command that needs a file; skip it if that is not built.

set -eu
usage='usage: if-built.sh PROGRAM [ARGUMENT...]
       if-built.sh --tap FILE COMMAND...

Runs PROGRAM with its arguments, or COMMAND if FILE exists. Otherwise skips the
test: with exit status 77, or with --tap, in TAP.'

tap=
case ${1:-} in
--tap) tap=yes; shift ;;
--help | -h) echo "$usage"; exit 0 ;;
esac
program=${1:?$usage}
if [ -e "$program" ]; then
	[ -z "$tap" ] || shift
	exec "$@"
fi
why="${program##*/} is not built: see devtools/build.sh --release"
if [ -n "$tap" ]; then
	echo "1..0 # SKIP $why"
else
	echo "$why"
	exit 77
fi
