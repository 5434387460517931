# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
# shellcheck shell=bash disable=SC2154,SC1091
# The recipes for a shell and for several PFs work as the page has them.
. "$VM_SCENARIOS/page.bash"

program() { printf '#!/bin/bash\n%s\n' "$2" >"$STATE/bin/$1" && chmod +x "$STATE/bin/$1"; }

mkdir "$STATE/bin"
# shellcheck disable=SC2016 # for the program
program pass '[[ $1 == vf-token ]] && exec cat /run/vf-token'
program some-dpdk-application 'exec dpdk-testpmd --file-prefix=app -a 0000:01:10.0 -- -i'
PATH=$STATE/bin:$PATH

rm -f /run/vf-token*
check 'shell: the owner generates the token' testpmd_run pf 1 bash -c "$(recipe_line 'A Shell' 1 1)"
token=$(</run/vf-token)
check "shell: a VF's user reads the file" testpmd_run vf 1 bash -c "$(recipe_line 'A Shell' 1 2)"
check "shell: the VF's user exits cleanly" testpmd_stop vf
check 'shell: a pipe brings the token' testpmd_run pipe 1 bash -c "$(recipe 'A Shell' 2)"
check 'shell: the user with the pipe exits cleanly' testpmd_stop pipe
check 'shell: the variable brings the token' testpmd_run variable 1 bash -c "$(recipe 'A Shell' 3)"
tr '\0' '\n' <"/proc/$(pgrep -f '^dpdk-testpmd --file-prefix=app')/environ" >"$STATE/environ"
check_no_grep 'shell: the application no longer has the variable' vf-token "$STATE/environ"
check 'shell: the user with the variable exits cleanly' testpmd_stop variable
check 'shell: the owner exits cleanly' testpmd_stop pf

check 'several PFs: the owner opens both' testpmd_run pfs 2 bash -c "$(recipe 'Several PFs' 1)"
check_not 'several PFs: they have two tokens' cmp /run/vf-token-01 /run/vf-token-02
check_not "several PFs: a VF does not open with the other PF's token" \
	testpmd_start other -a "$PF0_VF0" --vfio-vf-token=file:/run/vf-token-02
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
check "several PFs: it opens with its own PF's token" \
	testpmd_start own -a "$PF0_VF0" --vfio-vf-token=file:/run/vf-token-01
check "several PFs: the second PF's VF opens with the second" \
	testpmd_start second -a "$PF1_VF0" --vfio-vf-token=file:/run/vf-token-02
for name in second own pfs; do check "several PFs: testpmd $name exits cleanly" testpmd_stop $name; done
for name in pf vf pipe variable pfs; do
	check_no_secret "$token" "$(testpmd_log $name)"
done
