# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Without changes at run time and without a status.
#
# file: doc/guides/howto/vfio_vf_token_errors.rst
# expect: 0 telemetry
# expect: 0 rotat
# expect: 0 at run time

/^    dpdk-telemetry\.py -f <file prefix>/d
/^ *status of a process' devices$/d
/^    Check by telemetry whether the owner runs /,/^$/ {
	s/.*whether the owner runs .*/    Check whether the owner runs and has the PF open. Then make the VF's user/
	s/^    token came from, and whether .*/    read the token again./
	/^    VF's user read the file again\.$/d
}
/^    If an owner was killed during a rotation,/,/^$/d
s/^\(These are the reasons why a source gives no token\), at startup and at run time\.$/\1./
/^At Run Time$/,/^Secondary Processes$/ {
	/^Secondary Processes$/!d
}
