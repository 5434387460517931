# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Each failure to open a device in cdev mode is reported, and leaves nothing open.

token=$(uuid)
log=$(testpmd_log plug)
node() { echo "/dev/vfio/devices/$(ls "$SYS/devices/$1/vfio-dev")"; }
vf=$(node "$PF0_VF0")

attach() { testpmd_says plug "port attach $1" 'Port .* is attached'; }
holds() {
	testpmd_type plug 'show port summary all' | # without the link, which may come up later
		awk '/^[0-9]|Number of/ { print $1, $2, $3, $4 }'
	find "/proc/${TESTPMD_PID[plug]}/fd" -type l -printf '%l\n' | sed 's/:\[[0-9]*\]//' | sort
}
_traced() { grep -q '^TracerPid:.*[1-9]' "/proc/${TESTPMD_PID[plug]}/status"; }

# refused TEXT LINE ADDRESS [PATH FAULT]: the device is refused with that line, and
# ports and descriptors are unchanged; FAULT, as in strace's "inject", makes a call
# on that path fail
refused() {
	local mark
	mark=$(($(wc -l <"$log") + 1))
	check "$1: testpmd is unchanged" nothing_is_left "${@:3}"
	tail -n +"$mark" "$log" >"$STATE/said"
	check_grep "$1: the error line is right" "$2" "$STATE/said"
}
nothing_is_left() {
	local tracer='' let_in=no
	holds >"$STATE/before"
	if [[ ${2-} ]]; then
		strace -qq -f -p "${TESTPMD_PID[plug]}" -P "$2" -e trace=openat,ioctl \
			-e "inject=$3" -o "$STATE/trace" &
		tracer=$!
		wait_for 10 _traced
	fi
	! attach "$1" || let_in=yes
	if [[ $tracer ]]; then
		kill "$tracer"
		wait "$tracer" || true
		grep INJECTED "$STATE/trace" || return
	fi
	holds >"$STATE/after"
	diff "$STATE/before" "$STATE/after" && [[ $let_in == no ]]
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'another testpmd has the token, but none of its devices' \
	testpmd_start plug -a "$PLAIN" --vfio-vf-token="$token"

refused 'no permission for the node' "EAL: $PF0_VF0: cannot open $vf: Permission denied" \
	"$PF0_VF0" "$vf" openat:error=EACCES
mv "$vf" "$STATE/node"
refused 'no node' "EAL: $PF0_VF0: cannot open $vf: No such file or directory" "$PF0_VF0"
mv "$STATE/node" "$vf"
for fault in 'EACCES VF token refused' 'ENODEV VFIO has no such device' \
	'ENOMEM cannot open the device: Cannot allocate memory'; do
	refused "bind: ${fault%% *}" "EAL: $PF0_VF0: ${fault#* }" \
		"$PF0_VF0" "$vf" "ioctl:error=${fault%% *}:when=1"
done
refused 'attach: ENOMEM' "EAL: $PF0_VF0: cannot attach device to IOAS, error 12 " \
	"$PF0_VF0" "$vf" ioctl:error=ENOMEM:when=2
# the third call on the PF, after a bind and a probe for token support, sets its token
refused 'SET on the PF: EIO' \
	"EAL: $PF1: cannot set the VF token: Input/output error; device released" \
	"$PF1" "$(node "$PF1")" ioctl:error=EIO:when=3
check 'another process opens the VF' testpmd_start user -a "$PF0_VF0" --vfio-vf-token="$token"
refused 'VF in use' "EAL: $PF0_VF0: cannot open the device: Device or resource busy" "$PF0_VF0"
check "the VF's user exits cleanly" testpmd_stop user
check 'the VF opens after all these failures' attach "$PF0_VF0"
check 'the testpmd that had the failures exits cleanly' testpmd_stop plug

# no_iommufd TEXT LINE PROGRAM
no_iommufd() {
	check_not "$1: the VF does not open" env_start "$3"
	check_grep "$1: the error line is right" "$2" "$(testpmd_log none)"
}
env_start() { local TESTPMD=$1; testpmd_start none -a "$PF0_VF0" --vfio-vf-token="$token"; }
program=$TESTPMD
cat >"$STATE/forbidden" <<END
#!/bin/sh
exec strace -D -f -qq -P /dev/iommu -e trace=openat -e inject=openat:error=EACCES \\
	-o "$STATE/trace" "$program" "\$@"
END
chmod +x "$STATE/forbidden"
no_iommufd 'no permission for /dev/iommu' \
	'EAL: Cannot open /dev/iommu: Permission denied' "$STATE/forbidden"
mv /dev/iommu "$STATE/iommu"
no_iommufd 'no /dev/iommu' 'EAL: VFIO support could not be initialized' "$program"
mv "$STATE/iommu" /dev/iommu
check "the PF's owner keeps running" testpmd_type pf 'show port info 0'
check "the PF's owner exits cleanly" testpmd_stop pf
