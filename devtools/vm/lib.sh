# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=bash
# Functions and variables for scenarios, and for the guest's shell.
# Points are written to file descriptor 9, one line each; see README.md.

# not exported, as dpdk-test runs the test that the variable DPDK_TEST names
# shellcheck disable=SC1091
. /run/vm/job
SYS=/sys/bus/pci
STATE=/run/scenario
declare -A TESTPMD_PID TESTPMD_FD TESTPMD_OUT

# --- points ---------------------------------------------------------------

# in the emulation, a started process costs as much as many lines of bash
_point() {
	local line=${*//$'\n'/ }
	printf '%s\n' "$line" >&9
	printf '%s\n' "$line" >>"$LOGDIR/points"
}
# hides anything that looks like a token, even a mistyped one; ends the last line if needed
_why() {
	sed -E -e '/^$/d; s/[[:xdigit:]]{4,}(-[[:xdigit:]]{2,}){3,}/<token>/g; s/^/# /' -e '$a\' >&9
}

# ok TEXT
ok() { _point "ok - $1"; }

# not_ok TEXT [WHY...]
not_ok() {
	_point "not ok - $1"
	shift
	[[ $# -eq 0 ]] || printf '%s\n' "$@" | _why
}

# skip TEXT REASON
skip() { _point "ok - $1 # SKIP $2"; }

# check TEXT COMMAND...: ok if the command succeeds
check() {
	local text=$1 status=0
	shift
	"$@" >"$STATE/check.out" 2>&1 || status=$?
	cat "$STATE/check.out"
	if [[ $status -eq 0 ]]; then ok "$text"; else
		not_ok "$text" "$1: exit status $status"
		tail -n 8 "$STATE/check.out" | _why
	fi
}

# check_not TEXT COMMAND...: ok if the command fails
check_not() {
	local text=$1
	shift
	if "$@"; then not_ok "$text" "$1: should have failed"; else ok "$text"; fi
}

# check_answer TEXT STATUS REGEX COMMAND...: ok if the command exits with STATUS and prints a
# line that matches. The output is in $LOGDIR/answer, and added to $LOGDIR/answers.
check_answer() {
	local text=$1 want=$2 regex=$3 status=0
	shift 3
	"$@" >"$LOGDIR/answer" 2>&1 || status=$?
	tee -a "$LOGDIR/answers" <"$LOGDIR/answer"
	if [[ $status -eq $want ]]; then check_grep "$text" "$regex" "$LOGDIR/answer"; else
		not_ok "$text" "exit status $status, not $want" "$(<"$LOGDIR/answer")"
	fi
}

# check_grep TEXT REGEX FILE: ok if a line matches the extended REGEX
check_grep() {
	if grep -Eq -- "$2" "$3"; then ok "$1"; else
		not_ok "$1" "no line of ${3##*/} matches: $2" "its last lines:"
		tail -n 8 "$3" | _why
	fi
}

# check_no_grep TEXT REGEX FILE: ok if FILE can be read and no line matches
check_no_grep() {
	local status=0
	grep -En -- "$2" "$3" >"$LOGDIR/grep.out" || status=$?
	if [[ $status -eq 1 ]]; then ok "$1"; else
		not_ok "$1" "${3##*/}: lines match: $2"
		cut -d: -f1 "$LOGDIR/grep.out" | head -n 8 | sed 's/^/line /' | _why
	fi
}

# uuid: prints a new random UUID
uuid() { cat /proc/sys/kernel/random/uuid; }

# check_no_secret SECRET FILE: ok if FILE does not contain it, in upper or lower case
check_no_secret() {
	if [[ -s $2 ]] && ! grep -Fiq -- "$1" "$2"; then ok "no secret in ${2##*/}"; else
		not_ok "no secret in ${2##*/}"
	fi
}

# dmesg_expect REGEX: the kernel must log a line about VF tokens that matches. A line
# about VF tokens that matches no expected REGEX is a failure. The kernel logs at most
# 10 lines of a kind in 5 seconds.
dmesg_expect() { printf '%s\n' "$1" >>"$STATE/expect"; }

# wait_for SECONDS COMMAND...: waits until the command succeeds
exec {_NEVER}<> <(:) # nothing arrives here
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[[ $SECONDS -lt $end ]] || return 1
		read -rt 0.1 -u "$_NEVER" || true
	done
}

# --- the page of recipes ---------------------------------------------------

RECIPES=$VM_DIR/../../doc/guides/howto/vfio_vf_token_recipes.rst

# recipe SECTION BLOCK: prints that block of the section, as it stands
recipe() {
	awk -v section="$1" -v block="$2" '
		/^-+$/ { n = 0; here = last == section }
		/^\.\. code-block::/ { n++ }
		here && n == block && /^    / { print substr($0, 5); found = 1 }
		{ last = $0 }
		END { exit !found }' "$RECIPES"
}

# recipe_line SECTION BLOCK NUMBER: prints one command of a block
recipe_line() { recipe "$1" "$2" | sed ':a; /\\$/ { N; s/\\\n *//; ba }' | sed -n "$3p"; }

# --- devices --------------------------------------------------------------

_find_devices() {
	local dev igbs=() virtios=()
	for dev in "$SYS"/devices/*; do
		case $(<"$dev/vendor"):$(<"$dev/device") in
		0x8086:0x10c9) igbs+=("${dev##*/}") ;;
		0x1af4:0x1041) [[ -e $dev/physfn ]] || virtios+=("${dev##*/}") ;;
		0x8086:0x100e) PLAIN=${dev##*/} ;;
		esac
	done
	IGB0=${igbs[0]-} IGB1=${igbs[1]-} SHARED_PF=${igbs[2]-}
	[[ ! ${NO_VIRTIO-} ]] || virtios=()
	set -- "${virtios[@]}" "${igbs[@]}"
	PF0=${1-} PF1=${2-}
	PF0_VF0=$(_vf "$PF0" 0) PF0_VF1=$(_vf "$PF0" 1)
	PF1_VF0=$(_vf "$PF1" 0) PF1_VF1=$(_vf "$PF1" 1)
	export PF0 PF1 IGB0 IGB1 SHARED_PF PLAIN PF0_VF0 PF0_VF1 PF1_VF0 PF1_VF1
	[[ $PF0 && $PF1 && ${PLAIN-} ]] || { echo "devices are missing" >&2; return 1; }
}

_vf() { basename "$(readlink "$SYS/devices/$1/virtfn$2")" 2>/dev/null || true; }

# driver_of ADDRESS: prints the name of its driver, or nothing
driver_of() {
	[[ ! -e $SYS/devices/$1/driver ]] || basename "$(readlink "$SYS/devices/$1/driver")"
}

# group_of ADDRESS: prints the number of its IOMMU group
group_of() { basename "$(readlink "$SYS/devices/$1/iommu_group")"; }

# load_module NAME: a module that kernel.sh packs (igb, igbvf, e1000, tun)
load_module() {
	local ko
	while read -r ko; do
		[[ -e /sys/module/$(tr - _ <<<"${ko%.ko}") ]] || insmod "/run/modules/$ko"
	done <"/run/modules/$1"
}

# bind_driver ADDRESS DRIVER: binds again even if the device already has that driver
bind_driver() {
	[[ ! -e $SYS/devices/$1/driver ]] || echo "$1" >"$SYS/devices/$1/driver/unbind"
	[[ -e $SYS/drivers/$2 ]] || load_module "$2"
	echo "$2" >"$SYS/devices/$1/driver_override"
	echo "$1" >"$SYS/drivers_probe"
	[[ $(driver_of "$1") == "$2" ]] || { echo "$1: cannot bind to $2" >&2; return 1; }
}

# set_vfs PF NUMBER
set_vfs() {
	[[ $(<"$SYS/devices/$1/sriov_numvfs") == "$2" ]] ||
		echo "$2" >"$SYS/devices/$1/sriov_numvfs"
}

_vfs_bound() {
	local pf i
	for pf in "$PF0" "$PF1"; do
		for ((i = 0; i < $1; i++)); do
			[[ $(driver_of "$(_vf "$pf" "$i")") == vfio-pci ]] || return 1
		done
	done
}

# reset_by METHOD: sets how the kernel resets devices when they are opened and closed:
# "default", or "" for no reset, which saves most of a second each time
reset_by() {
	local method
	for method in "$SYS"/devices/*/reset_method; do echo "$1" >"$method" || return; done
}

# reset_devices [NUMVFS]: kills this scenario's testpmds, rebinds each PF, which gives
# it a new random token, and creates NUMVFS (default: 2) VFs
reset_devices() {
	local pf name vfs=${1:-2}
	for name in "${!TESTPMD_PID[@]}"; do testpmd_kill "$name"; done
	_find_devices || return 1
	for pf in "$PF0" "$PF1"; do set_vfs "$pf" 0 || return 1; done
	rm -f /dev/hugepages/*
	for pf in "$PF0" "$IGB0" "$IGB1" "$PLAIN"; do bind_driver "$pf" vfio-pci || return 1; done
	for pf in "$PF0" "$PF1"; do set_vfs "$pf" "$vfs" || return 1; done
	wait_for 10 _vfs_bound "$vfs" || { echo "VFs are missing" >&2; return 1; }
	reset_by '' || return 1
	_find_devices
}

# --- processes ------------------------------------------------------------

# testpmd_log NAME: prints the path of its output
testpmd_log() { echo "$LOGDIR/$1.log"; }

# testpmd_running NAME
testpmd_running() { [[ ${TESTPMD_PID[$1]-} ]] && kill -0 "${TESTPMD_PID[$1]}" 2>/dev/null; }

# _read NAME: adds to ANSWER what testpmd has printed since the last call
_read() {
	local added
	IFS= read -rd '' -u "${TESTPMD_OUT[$1]}" added || true
	ANSWER+=$added
}
# A prompt at the start of a line shows that a command is done. A link event must not be
# printed in the middle of a prompt.
_answered() {
	_read "$1"
	! testpmd_running "$1" || [[ $ANSWER == *$'\n'testpmd\>* ]]
}

# testpmd_start NAME [EAL ARGUMENT...] [-- TESTPMD ARGUMENT...]
# Starts testpmd and waits for its prompt; it forwards nothing until "start" is typed.
# Succeeds only if all ports named by -a come up. Otherwise it kills testpmd, and
# TESTPMD_STATUS is testpmd's exit status.
# TESTPMD_SECONDS (default: 60) limits the time to start or to exit.
testpmd_start() {
	local name=$1 want=0 eal=()
	shift
	while [[ $# -gt 0 && $1 != -- ]]; do
		case $1 in -a* | --allow*) want=$((want + 1)) ;; esac
		eal+=("$1")
		shift
	done
	[[ $# -eq 0 ]] || shift
	[[ $want -gt 0 ]] || want=1
	[[ " ${eal[*]} " == *' --file-prefix '* ]] || eal=(--file-prefix "$name" "${eal[@]}")
	testpmd_run "$name" "$want" "$TESTPMD" -l 0,1 "${eal[@]}" -- \
		-i --nb-cores=1 --total-num-mbufs=4096 --disable-link-check --no-lsc-interrupt "$@"
}

# testpmd_run NAME PORTS COMMAND...: the same for any command that starts a testpmd
testpmd_run() {
	local name=$1 want=$2 log fd out fifo=$STATE/$1.fifo ANSWER=
	shift 2
	log=$(testpmd_log "$name")
	[[ ! -e $log ]] || mv "$log" "$log.old"
	rm -f "$fifo"
	mkfifo "$fifo"
	exec {fd}<>"$fifo"
	: >"$log"
	exec {out}<"$log"
	stdbuf -oL "$@" <"$fifo" >"$log" 2>&1 9>&- &
	TESTPMD_PID[$name]=$! TESTPMD_FD[$name]=$fd TESTPMD_OUT[$name]=$out
	if ! wait_for "${TESTPMD_SECONDS:-60}" _answered "$name"; then
		echo "testpmd $name was not ready in time" >>"$log"
	elif ! testpmd_running "$name"; then
		echo "testpmd $name exited"
	elif [[ $(grep -c '^Configuring Port' "$log") -ge $want ]]; then
		return 0
	else
		echo "testpmd $name has fewer ports than $want"
	fi
	testpmd_kill "$name"
	return 1
}

# testpmd_type NAME COMMAND: prints testpmd's answer
testpmd_type() {
	local ANSWER
	testpmd_running "$1" || { echo "testpmd $1 is not running" >&2; return 1; }
	_read "$1"
	ANSWER=
	printf '%s\n' "$2" >&"${TESTPMD_FD[$1]}"
	wait_for 60 _answered "$1" || return 1
	printf '%s\n' "$ANSWER"
}

# testpmd_says NAME COMMAND REGEX: a line of its answer, which is left in $STATE/answer, matches
testpmd_says() {
	testpmd_type "$1" "$2" >"$STATE/answer" && grep -Eq -- "$3" "$STATE/answer"
}

# testpmd_holds NAME: prints the number of its descriptors, and its own memory in kB
testpmd_holds() {
	echo "$(find "/proc/${TESTPMD_PID[$1]}/fd" -type l | wc -l)" \
		"$(awk '/^RssAnon/ { print $2 }' "/proc/${TESTPMD_PID[$1]}/status")"
}

# testpmd_rotate NAME TIMES SOURCE [PF]: rotates the token of a PF (default: $PF0)
testpmd_rotate() {
	local i want pf=${4:-$PF0} ANSWER=
	want=$(($(grep -c 'EAL: .*: VF token rotated' "$(testpmd_log "$1")" || true) + $2))
	_read "$1"
	{
		for ((i = 0; i < $2; i++)); do echo "vf_token rotate $pf $3"; done
		echo 'vf_token show' # answered after the others
	} >&"${TESTPMD_FD[$1]}" &
	wait_for 600 _rotated "$1" "$want"
}
_rotated() {
	[[ ${#ANSWER} -lt 80 ]] || ANSWER=${ANSWER: -80} # the figure may come in two parts
	_read "$1"
	[[ $ANSWER == *"rotations: $2,"* ]]
}

# testpmd_forward NAME COMMAND...: packets circulate between its two ports while COMMAND
# runs; succeeds if each port received all that the other sent, and dropped nothing
testpmd_forward() {
	local name=$1 stats=$STATE/$1.stats sent received
	shift
	testpmd_type "$name" 'clear port stats all' >/dev/null
	testpmd_type "$name" 'start tx_first 2' >/dev/null
	sleep 1
	"$@" || return
	sleep 1
	testpmd_type "$name" stop >"$stats.stop"
	_receive_last "$name" || return
	grep -E 'statistics|packets|dropped' "$stats.stop" "$stats"
	mapfile -t sent < <(sed -n 's/.*TX-packets: *\([0-9]*\).*/\1/p' "$stats")
	mapfile -t received < <(sed -n 's/.*RX-packets: *\([0-9]*\) *RX-missed: *0 .*/\1/p' "$stats")
	echo "sent ${sent[*]}, received ${received[*]}"
	[[ ${sent[0]} -gt 10000 && ${sent[0]} == "${received[1]}" && ${sent[1]} == "${received[0]}" ]] &&
		[[ $(grep -c 'dropped: 0 ' "$stats.stop") -eq 6 ]]
}

# receives the packets that are still on the cable
_receive_last() {
	testpmd_type "$1" 'set fwd rxonly' >/dev/null
	testpmd_type "$1" start >/dev/null
	wait_for 60 _settled "$1" || return
	testpmd_type "$1" stop >/dev/null
	testpmd_type "$1" 'set fwd io' >/dev/null
}

# the counters have stopped
_settled() {
	testpmd_type "$1" 'show port stats all' >"$STATE/earlier"
	sleep 1
	testpmd_type "$1" 'show port stats all' >"$STATE/$1.stats"
	diff <(grep packets "$STATE/earlier") <(grep packets "$STATE/$1.stats")
}

# vf_token_status NAME: prints its telemetry about VF tokens; when this returns, testpmd
# has closed the descriptors that it opened for that
vf_token_status() {
	local open
	open=$(testpmd_holds "$1")
	echo /vfio/vf_token | python3 -S "$TELEMETRY_TOOL" -f "$1" || return # -S starts faster
	wait_for 60 _has_open "$1" "${open% *}"
}
_has_open() { [[ $(testpmd_holds "$1") == "$2 "* ]]; }

_forget() {
	local fd=${TESTPMD_FD[$1]} out=${TESTPMD_OUT[$1]}
	exec {fd}>&- {out}<&-
	unset "TESTPMD_PID[$1]" "TESTPMD_FD[$1]" "TESTPMD_OUT[$1]"
}

# testpmd_stop NAME: types "quit"; returns testpmd's exit status
testpmd_stop() {
	testpmd_running "$1" || { echo "testpmd $1 is not running" >&2; return 1; }
	printf 'quit\n' >&"${TESTPMD_FD[$1]}"
	if wait_for "${TESTPMD_SECONDS:-60}" _ended "$1"; then
		TESTPMD_STATUS=0
		wait "${TESTPMD_PID[$1]}" || TESTPMD_STATUS=$?
		_forget "$1"
		return "$TESTPMD_STATUS"
	fi
	not_ok "testpmd $1 exits on \"quit\"" 'it did not, and was killed' "$(_threads "${TESTPMD_PID[$1]}")"
	testpmd_kill "$1"
	return 1
}
# _threads PID: prints each thread's name, state and calls in the kernel
_threads() { tail -n +1 "/proc/$1/task"/*/{comm,syscall,stack} | grep .; }
_ended() { ! testpmd_running "$1"; }

# testpmd_kill NAME: sends SIGKILL
testpmd_kill() {
	[[ ${TESTPMD_PID[$1]-} ]] || return 0
	kill -KILL "${TESTPMD_PID[$1]}" 2>/dev/null || true
	TESTPMD_STATUS=0
	wait "${TESTPMD_PID[$1]}" 2>/dev/null || TESTPMD_STATUS=$?
	_forget "$1"
}
