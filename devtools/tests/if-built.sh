#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Runs a program, or a command that needs it, or is skipped where it was not built.

set -eu
usage='usage: if-built.sh [--tap] PROGRAM [ARGUMENT...]

Runs PROGRAM with its arguments; with --tap, the arguments are the command that
is run. Where there is no PROGRAM it is skipped: by exit status 77, or by TAP.'

tap=
case ${1:-} in
--tap) tap=yes; shift ;;
--help | -h) echo "$usage"; exit 0 ;;
esac
program=${1:?$usage}
if [ -x "$program" ]; then
	[ -z "$tap" ] || shift
	exec "$@"
fi
why="${program##*/} was not built for this release, see devtools/build.sh --release"
if [ -n "$tap" ]; then
	echo "1..0 # SKIP $why"
else
	echo "$why"
	exit 77
fi
