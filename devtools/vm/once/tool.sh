# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# dpdk-vf-token.py tells what is wrong with a machine that is broken in one way after another.

cp "${TELEMETRY_TOOL%/*}/dpdk-vf-token.py" "$STATE/" # where another user finds it, too
chmod a+rx "$STATE"
tool=(python3 -S "$STATE/dpdk-vf-token.py")
answer=$LOGDIR/answer
# whom no file belongs to
user=nobody
as_user=(setpriv "--reuid=$user" "--regid=$(id -g $user)" --clear-groups --inh-caps=-all)
sriov=/sys/module/vfio_pci/parameters/enable_sriov
group=/dev/vfio/$(group_of "$PF0_VF0")

# missing TEXT REGEX ARGUMENT...: a check that misses something
missing() { check_answer "$1" 1 "^  MISSING +$2" "${tool[@]}" check "${@:3}"; }

# none TEXT REGEX ARGUMENT...: a check that misses nothing
none() { check_answer "$1" 0 "$2" "${tool[@]}" check "${@:3}"; }

# --- machines without an owner of the PF

missing 'no process owns the PF' "owner +no process has $PF0 open" "$PF0_VF0"
set_vfs "$PF0" 0
missing 'the VF was not created' "device +PF $PF0 has 0 VFs, this would be number 1" "$PF0_VF0"
echo N >$sriov
missing 'vfio-pci may not create VFs' 'device .*vfio-pci creates none: enable_sriov is off' "$PF0_VF0"
echo Y >$sriov
set_vfs "$PF0" 2
wait_for 10 _vfs_bound 2
bind_driver "$PF1_VF0" igbvf
missing 'the VF has a kernel driver' 'driver +igbvf, not vfio-pci' "$PF1_VF0"
echo "$PF1_VF0" >"$SYS/drivers/igbvf/unbind"
missing 'the VF has no driver' 'driver +none, not vfio-pci' "$PF1_VF0"

bind_driver "$SHARED_PF" vfio-pci
set_vfs "$SHARED_PF" 2
vfs=("$(_vf "$SHARED_PF" 0)" "$(_vf "$SHARED_PF" 1)")
bind_driver "${vfs[0]}" vfio-pci
bind_driver "${vfs[1]}" igbvf
missing 'another device of the group has a kernel driver' \
	"group +not viable: it also has ${vfs[1]} \\(igbvf\\)$" "${vfs[0]}"
check_not 'testpmd does not open that VF' testpmd_start viable -a "${vfs[0]}"
check_grep 'EAL says the same' 'group is not viable' "$(testpmd_log viable)"
set_vfs "$SHARED_PF" 0

# --- an owner without a token

check 'testpmd opens the PF without a token' testpmd_start pf -a "$PF0"
missing "the PF's owner has set no token" \
	"owner +dpdk-testpmd \\([0-9]+\\) has $PF0 open with no token: none was given" "$PF0_VF0"
check 'testpmd exits cleanly' testpmd_stop pf

# --- an owner whose token is in no file

token=$(uuid)
check 'testpmd opens the PF with a token' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
missing 'no file has the token' 'token +needed, and no file has it' "$PF0_VF0"
printf '%s\n' "${token%?}" >"$STATE/short"
missing 'the token was cut' 'token .*has no UUID.* but 35 characters' "$PF0_VF0" --token-file "$STATE/short"
missing 'the token file does not exist' 'token +there is no ' "$PF0_VF0" --token-file "$STATE/nowhere"
check 'testpmd exits cleanly' testpmd_stop pf

# --- a healthy machine

file=$STATE/token
check 'testpmd opens the PF and creates the token' testpmd_start pf -a "$PF0" --vfio-vf-token="generate:$file"
testpmd_rotate pf 1 "generate:$file"
token2=$(<"$file")
none 'nothing is missing on a healthy machine' '^Nothing is missing\.$' "$PF0_VF0"
check_grep 'it knows how the token was set' \
	"ok +owner +dpdk-testpmd .* by feature, from the application, generate:$file, rotations: 1" "$answer"
check_no_grep 'there is no warning' 'warning|not seen' "$answer"
check_answer 'the table shows the PF, its owner and its token' 0 \
	"^$PF0 +vfio-pci +[0-9]+ .*dpdk-testpmd \\([0-9]+\\) +by feature, from the application, generate:" \
	"${tool[@]}" status
check_grep 'the table shows a VF that needs a token' "^  $PF0_VF0 +vfio-pci +${group##*/} .* wanted +- +-$" "$answer"
check_answer 'the same as JSON' 0 '"device": "'"$PF0_VF0"'"' "${tool[@]}" status --json
none 'a device without SR-IOV needs no token' '^Nothing is missing\.$' "$PLAIN"

# --- another user

missing 'the user may not open the group' "access +$user may not open $group$" "$PF0_VF0" --user $user
chown $user "$group"
(umask 077; exec "${as_user[@]}" sleep 1000) &
sleeper=$!
prlimit --pid $sleeper --memlock=8388608:8388608
missing 'the user may lock too little memory' "memlock +$user may lock only 8192 KiB" "$PF0_VF0" --user $user
prlimit --pid $sleeper --memlock=1073741824:1073741824
missing 'the user may not read the token' "token +$user may not read $file" "$PF0_VF0" --user $user
chgrp "$(id -g $user)" "$file"
chmod 640 "$file"
none 'nothing is missing for the user' '^Nothing is missing\.$' "$PF0_VF0" --user $user
chmod 644 "$file"
none 'every user may read the token' "warning +token +every user may read $file" "$PF0_VF0" --user $user
chmod 640 "$file"
check_answer 'the user itself sees no processes of root, and says so' 0 '^Nothing is missing, as far as can be seen\.$' \
	prlimit --memlock=1073741824 "${as_user[@]}" "${tool[@]}" check "$PF0_VF0" --token-file "$file"
check_grep 'it does not see the owner' "not seen +owner +whether a process has $PF0 open" "$answer"
check_grep 'it says why' '^not seen: .*/dpdk_telemetry.v2: Permission denied$' "$answer"
check_answer 'the user itself has too low a limit' 1 "MISSING +memlock +$user may lock only 64 KiB" \
	prlimit --memlock=65536 "${as_user[@]}" "${tool[@]}" check "$PF0_VF0" --token-file "$file"
check_answer 'the user itself sees the table' 0 "^  $PF0_VF0 +vfio-pci" "${as_user[@]}" "${tool[@]}" status
kill $sleeper
chown root "$group"

# --- a container, and a VF in use

check_answer 'a container was not given the node' 1 'MISSING +access +no /dev/vfio/vfio' \
	unshare -m bash -c 'mount -t tmpfs none /dev/vfio && "$@"' container "${tool[@]}" check "$PF0_VF0"
check 'as nothing is missing, testpmd opens the VF' \
	testpmd_start vf -a "$PF0_VF0" --vfio-vf-token="$PF0=file:$file"
missing 'another process has the VF open' 'group +open in dpdk-testpmd \([0-9]+\), and no second' "$PF0_VF0"
check_answer 'the table shows how the VF was opened' 0 \
	"^  $PF0_VF0 .* dpdk-testpmd \\([0-9]+\\) +presented, from the option, file:$file$" "${tool[@]}" status
testpmd_kill pf
missing "the PF's owner was killed" "token +needed, and no file has it" "$PF0"
none 'an owner with the token may open the PF' "ok +token +root may read $file" "$PF0" --token-file "$file"
check 'testpmd exits cleanly' testpmd_stop vf

# --- a PF with a kernel driver

set_vfs "$PF1" 0
bind_driver "$PF1" igb
set_vfs "$PF1" 1
_find_devices
bind_driver "$PF1_VF0" vfio-pci
none 'no token is needed if the PF has a kernel driver' "ok +PF +$PF1 has driver igb, so no token is needed" \
	"$PF1_VF0"
check 'testpmd opens that VF without a token' testpmd_start vf -a "$PF1_VF0"
check 'testpmd exits cleanly' testpmd_stop vf

for secret in "$token" "${token%?}" "$token2"; do
	check_no_secret "$secret" "$LOGDIR/answers"
done
