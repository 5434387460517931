# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# VFs are plugged into a primary and its secondary, which has no token. Since 23.03, net_virtio
# crashes a secondary that attaches a port: it calls a function at the primary's address.

token=$(uuid)
check 'testpmd opens the PF' testpmd_start pf -a "$PF1" --vfio-vf-token="$token"
check 'a primary opens a VF' testpmd_start pri -a "$PF1_VF0" --vfio-vf-token="$token" \
	-- --num-procs=2 --proc-id=0
check 'a secondary opens it without a token' \
	testpmd_start sec --file-prefix pri --proc-type secondary -a "$PF1_VF0" \
	-- --num-procs=2 --proc-id=1

# has NAME ADDRESS...: exactly these devices are open in that process
has() {
	local name=$1
	shift
	diff <(printf '%s\n' "$@") <(testpmd_type "$name" 'vf_token show' | sed -n 's/^\(0000:[0-9a-f:.]*\): VF of .*/\1/p')
}
both_have() { has pri "$@" && has sec "$@"; }
held() { testpmd_holds pri | cut -d' ' -f1 && testpmd_holds sec | cut -d' ' -f1; }
_as_held() { diff "$STATE/held" <(held); }
# waits until both have their previous descriptors: the primary may still be answering
as_held() { wait_for 60 _as_held; }

check 'both processes have one VF' both_have "$PF1_VF0"
held >"$STATE/held"
testpmd_type pri "port attach $PF1_VF1" >"$STATE/answer"
check_grep 'the primary attaches another VF' 'is attached' "$STATE/answer"
check 'both processes have two VFs' both_have "$PF1_VF0" "$PF1_VF1"
testpmd_type sec 'vf_token show' >"$STATE/answer"
check_grep 'the secondary got it from the primary' \
	"^$PF1_VF1: VF of $PF1, VF token not used: opened by the primary process" "$STATE/answer"
testpmd_type pri 'port detach 1' >"$STATE/answer"
check_grep 'the primary detaches the VF' 'is detached' "$STATE/answer"
check 'both processes have one VF again' both_have "$PF1_VF0"
check 'both processes have their previous descriptors' as_held

testpmd_type sec "port attach $PF1_VF1" >"$STATE/answer"
check_grep 'the secondary attaches a VF through the primary' 'is attached' "$STATE/answer"
check 'both processes have two VFs again' both_have "$PF1_VF0" "$PF1_VF1"
testpmd_type sec 'port detach 1' >"$STATE/answer"
check 'the secondary detaches the VF from both processes' both_have "$PF1_VF0"
check 'both processes have their previous descriptors' as_held

testpmd_type pri "vf_token set $PF1 random" >"$STATE/answer"
testpmd_type pri "port attach $PF1_VF1" >"$STATE/answer"
check_grep 'a VF with a wrong token is refused' "EAL: $PF1_VF1: VF token refused" "$STATE/answer"
check 'both processes still have one VF' both_have "$PF1_VF0"
check 'both processes have their previous descriptors' as_held
check_no_secret "$token" "$(testpmd_log sec)"
for name in sec pri pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done
dmesg_expect "$PF1_VF1: Incorrect VF token provided for device"
