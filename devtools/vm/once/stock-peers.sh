# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Our secondary runs under a stock primary, and a stock secondary under ours.

if [[ ! ${TESTPMD_STOCK-} ]]; then
	skip 'peers of stock DPDK' 'devtools/build.sh --stock builds it'
	exit
fi
token=$(uuid)
ours=$TESTPMD
primary=(-- --num-procs=2 --proc-id=0)
secondary=(-- --num-procs=2 --proc-id=1)

# start PROGRAM NAME OPTION...: runs testpmd_start with that testpmd
start() {
	local TESTPMD=$1
	shift
	testpmd_start "$@"
}
under() { # PRIMARY PROGRAM NAME VF OPTION...
	local prefix=$1 program=$2 name=$3 vf=$4
	shift 4
	start "$program" "$name" --file-prefix "$prefix" --proc-type secondary -a "$vf" "$@" "${secondary[@]}"
}

check 'testpmd opens the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'a stock primary opens a VF' start "$TESTPMD_STOCK" stock -a "$PF0_VF0" \
	--vfio-vf-token="$token" "${primary[@]}"
check 'our secondary opens it by itself with the token' \
	under stock "$ours" opens "$PF0_VF0" --vfio-vf-token="$token"
check_no_grep 'our secondary does not wait for the stock primary' \
	'did not hand over' "$(testpmd_log opens)"
check_no_grep 'our secondary sends no request to the stock primary' \
	'Cannot find action' "$(testpmd_log stock)"
testpmd_type opens 'vf_token show' >"$STATE/answer"
check_grep 'our secondary reports that it presented the token' \
	"^$PF0_VF0: VF of $PF0, VF token presented" "$STATE/answer"
check 'our secondary exits cleanly' testpmd_stop opens
check_not 'our secondary is refused without the token' under stock "$ours" none "$PF0_VF0"
check_grep 'the error says that the token is missing' \
	"EAL: $PF0_VF0: VF token missing: PF $PF0" "$(testpmd_log none)"
check_no_grep 'our secondary is refused without a wait' 'did not hand over' "$(testpmd_log none)"
check 'the stock primary keeps running' testpmd_type stock 'show port info 0'
check 'the stock primary exits cleanly' testpmd_stop stock

check 'our primary opens a VF' \
	testpmd_start ours -a "$PF0_VF1" --vfio-vf-token="$token" "${primary[@]}"
check 'a stock secondary opens it with the token' \
	under ours "$TESTPMD_STOCK" takes "$PF0_VF1" --vfio-vf-token="$token"
check 'the stock secondary exits cleanly' testpmd_stop takes
check_not 'a stock secondary is refused without the token' \
	under ours "$TESTPMD_STOCK" refused "$PF0_VF1"
check 'our secondary needs no token' under ours "$ours" beside "$PF0_VF1"
for name in beside ours pf; do check "testpmd $name exits cleanly" testpmd_stop $name; done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF1: VF token required to access device"
