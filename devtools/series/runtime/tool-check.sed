# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The tool without the command "check".
#
# file: usertools/dpdk-vf-token.py
# expect: 0 check
# expect: 0 MISSING
# expect: 0 def user(

s/^Tells why a VF does not open: shows the PFs, VFs and VF tokens of this machine,$/Shows the PFs, VFs and VF tokens of this machine. Opens no device, shows no token./
/^and checks what an open of a device needs\./d
/^from collections import namedtuple$/d
/^import pathlib$/d
/^NOIOMMU = /,/^HARMLESS = /d
/^LEAST_MEMLOCK = /,/^CAP_IPC_LOCK = /d
/^TELEMETRY_SOURCE = /,/^UUID = /d
/^OK, WARNING, UNSEEN, MISSING = /,/^Check = /d
/^def may(/,/^def owners(/ {
	/^def owners(/!d
}
/^# The steps of an open\./,/^def row(/ {
	/^def row(/!d
}
/^def address(/,/^class Parser(/ {
	/^class Parser(/!d
}
s/^    parser = Parser(description=__doc__, epilog=.*/    parser = Parser(description=__doc__)/
/^                    " 0 if nothing is, as far as can be seen;/d
s/^    for function, text in ((status, "show the PFs and VFs of this machine"),$/    for function, text in ((status, "show the PFs and VFs of this machine"),):/
/^                           (check, /d
/^    sub\.add_argument("address"/,/^                     help="where the application has/d
