# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Our secondary under a stock primary, and a stock secondary under ours.

if [[ ! ${TESTPMD_STOCK-} ]]; then
	skip 'peers of stock DPDK' 'devtools/build.sh --stock builds it'
	exit
fi
token=$(uuid)
ours=$TESTPMD
primary=(-- --num-procs=2 --proc-id=0)
secondary=(-- --num-procs=2 --proc-id=1)

# start PROGRAM NAME OPTION...: testpmd_start with that testpmd
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

check 'testpmd takes the PF' testpmd_start pf -a "$PF0" --vfio-vf-token="$token"
check 'a stock primary takes a VF' start "$TESTPMD_STOCK" stock -a "$PF0_VF0" \
	--vfio-vf-token="$token" "${primary[@]}"
check 'with the token, our secondary opens it by itself' \
	under stock "$ours" opens "$PF0_VF0" --vfio-vf-token="$token"
check_no_grep 'it waits for nobody' 'did not hand over' "$(testpmd_log opens)"
check_no_grep 'and asks nobody who cannot answer' 'Cannot find action' "$(testpmd_log stock)"
testpmd_type opens 'vf_token show' >"$STATE/answer"
check_grep 'its status tells' "^$PF0_VF0: VF of $PF0, VF token presented" "$STATE/answer"
check 'it ends in good order' testpmd_stop opens
check_not 'without the token it is refused' under stock "$ours" none "$PF0_VF0"
check_grep 'and told why' "EAL: $PF0_VF0: VF token missing: PF $PF0" "$(testpmd_log none)"
check_no_grep 'at once' 'did not hand over' "$(testpmd_log none)"
check 'the stock primary goes on' testpmd_type stock 'show port info 0'
check 'it ends in good order' testpmd_stop stock

check 'our primary takes a VF' testpmd_start ours -a "$PF0_VF1" --vfio-vf-token="$token" "${primary[@]}"
check 'with the token, a stock secondary opens it' \
	under ours "$TESTPMD_STOCK" takes "$PF0_VF1" --vfio-vf-token="$token"
check 'it ends in good order' testpmd_stop takes
check_not 'without the token it is refused, as by stock' under ours "$TESTPMD_STOCK" refused "$PF0_VF1"
check 'while ours needs no token' under ours "$ours" beside "$PF0_VF1"
for name in beside ours pf; do check "testpmd $name ends in good order" testpmd_stop $name; done
dmesg_expect "$PF0_VF0: VF token required to access device"
dmesg_expect "$PF0_VF1: VF token required to access device"
