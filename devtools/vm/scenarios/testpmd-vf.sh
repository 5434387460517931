# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# The main use: the owner sets a PF's token; its VF opens with it, not without or with another.
# devtools/demo.sh shows the output as it is printed.

token=$(uuid) wrong=$(uuid)
reset_by default

tell() { printf '\n%s\n' "$*"; }

# act NAME ADDRESS SHOWN [TOKEN]: starts testpmd; prints the command (with SHOWN
# instead of the token) and testpmd's output
act() {
	local name=$1 addr=$2 shown=$3 status=0

	printf '\n  $ dpdk-testpmd --file-prefix=%s -a %s%s -- -i\n' "$name" "$addr" \
		"${shown:+ --vfio-vf-token=$shown}"
	testpmd_start "$name" -a "$addr" ${4:+--vfio-vf-token="$4"} \
		>/dev/null || status=$?
	grep -E "^EAL: ($addr|Requested|Probe)|^Port 0:|No probed" \
		"$(testpmd_log "$name")" | fold -s -w 74 | sed 's/^/    /'
	return $status
}

tell "Linux $(uname -r). Its PCI devices:"
for dev in "$PF0" "$PF0_VF0"; do
	printf '    %s  driver %s, IOMMU group %s%s\n' "$dev" "$(driver_of "$dev")" \
		"$(group_of "$dev")" "$([[ ! -e $SYS/devices/$dev/physfn ]] || echo ", a VF of $PF0")"
done

tell "1. The owner of PF $PF0 sets a VF token, a UUID made by uuidgen."
check 'testpmd opens the PF' act pf "$PF0" '$TOKEN' "$token"

tell "2. A process opens its VF $PF0_VF0 without the token: refused."
check_not 'a VF without a token is refused' act none "$PF0_VF0" ''

tell "3. A process opens it with another UUID: refused."
check_not 'a VF with a wrong token is refused' act wrong "$PF0_VF0" '$OTHER' "$wrong"

tell "4. A process with the token opens it: accepted."
check 'a VF with the right token opens' act right "$PF0_VF0" '$TOKEN' "$token"

tell "5. The kernel log:"
dmesg | grep -i "$PF0_VF0: .*vf token" | tail -n 2 | sed 's/^/    /'

check_grep "the PF's token is set" "EAL: $PF0: VF token set" "$(testpmd_log pf)"
check_grep 'the error says that the token is missing' \
	"EAL: $PF0_VF0: VF token missing: PF $PF0 " "$(testpmd_log none)"
check_grep 'the error says that the token was refused' \
	"EAL: $PF0_VF0: VF token refused: either PF $PF0 " "$(testpmd_log wrong)"
check 'another VF opens with the token in upper case' \
	testpmd_start upper -a "$PF0_VF1" --vfio-vf-token="${token^^}" >/dev/null
for log in pf none wrong right upper; do
	check_no_secret "$token" "$(testpmd_log $log)"
	check_no_secret "$wrong" "$(testpmd_log $log)"
done
for name in upper right pf; do
	check "testpmd $name exits cleanly" testpmd_stop $name
done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF0: Incorrect VF token provided for device"
