# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash disable=SC2154
# Random owners, users, rotations and hot-plugs run for a minute.
# limit: 4200
# --set SECONDS_LONG=3600 makes it an hour, --set SEED=N selects another sequence.

RANDOM=${SEED:=1}
long=${SECONDS_LONG:-60}
key=$STATE/key
declare -A done_count=()

# Each of these is one action, which succeeds if its result is as expected. "held" is
# a user of a VF that runs for a while.
start_owner() { testpmd_start owner -a "$PF0" --vfio-vf-token="generate:$key"; }
do_kill_owner() { testpmd_kill owner && start_owner; }
do_restart_owner() { testpmd_stop owner && start_owner; }
do_rotate() {
	testpmd_says owner "vf_token rotate $PF0 generate:$key" '^VF token rotated'
}
do_right_user() {
	testpmd_start right -a "$PF0_VF1" --vfio-vf-token="file:$key" && testpmd_stop right
}
do_wrong_user() {
	! testpmd_start wrong -a "$PF0_VF1" --vfio-vf-token=random &&
		grep -q "EAL: $PF0_VF1: VF token refused" "$(testpmd_log wrong)"
}
do_no_user() {
	! testpmd_start none -a "$PF0_VF1" &&
		grep -q "EAL: $PF0_VF1: VF token missing" "$(testpmd_log none)"
}
do_hold() {
	if testpmd_running held; then testpmd_kill held; else
		testpmd_start held -a "$PF0_VF0" --vfio-vf-token="file:$key"
	fi
}
do_read_held() {
	! testpmd_running held || "$PROC_INFO" --file-prefix held -a "$PF0_VF0" -- --stats
}
attach() { testpmd_says plug "port attach $PF0_VF1" 'is attached'; }
do_plug_right() {
	testpmd_says plug "vf_token set $PF0 file:$key" '^VF token set' &&
		attach && testpmd_says plug 'port detach 1' 'is detached'
}
do_plug_wrong() {
	testpmd_says plug "vf_token set $PF0 random" '^VF token set' && ! attach
}
actions=(kill_owner restart_owner rotate rotate rotate right_user wrong_user no_user hold
	read_held plug_right plug_wrong)

check 'the owner starts' start_owner
check 'a process for hot-plugs starts' testpmd_start plug -a "$PLAIN"
do_plug_right && do_plug_wrong && do_plug_right # these make all permanent allocations
check 'a VF without a token is refused' do_no_user
check 'a VF with a wrong token is refused' do_wrong_user
before=$(testpmd_holds plug)

end=$((SECONDS + long)) failed=0 n=0
while [[ $SECONDS -lt $end ]]; do
	action=${actions[RANDOM % ${#actions[@]}]}
	n=$((n + 1))
	done_count[$action]=$((${done_count[$action]-0} + 1))
	if ! "do_$action" >"$STATE/action.log" 2>&1; then
		failed=$((failed + 1))
		echo "action $n, $action, failed:"
		tail -n 20 "$STATE/action.log" "$STATE"/{owner,plug,right,wrong,none,held}.log 2>/dev/null || true
		[[ $failed -lt 5 ]] || break
	fi
done
for action in "${!done_count[@]}"; do echo "$action: ${done_count[$action]}"; done
check "seed $SEED: $n actions in $long s, $failed failed" test $n -gt 0 -a $failed -eq 0
after=$(testpmd_holds plug)
check 'hot-plugs leak no descriptor' \
	test "${after% *}" -eq "${before% *}"
check "hot-plugs leak no memory: ${before#* } kB before, ${after#* } kB after" \
	test $((${after#* } - ${before#* })) -le 256
dmesg_expect "$PF0_VF1: Incorrect VF token provided for device"
dmesg_expect "$PF0_VF1: VF token required to access device"
