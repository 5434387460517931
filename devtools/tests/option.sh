#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Test the option on a real command line: what a user sees when a value is accepted,
# and when it is rejected. Argument: dpdk-testpmd.

set -euo pipefail
. "$(dirname "$0")/tap.sh"
testpmd=${1:?usage: option.sh DPDK-TESTPMD}

token=$(cat /proc/sys/kernel/random/uuid)

# runs without devices, hugepages and privileges; exits at the end of its input
testpmd() {
	timeout 60 "$testpmd" --no-huge -m 64 --no-pci --no-shconf --no-telemetry \
		--vdev=net_null0 "$@" -- -i --total-num-mbufs=2048 --no-mlockall \
		</dev/null >"$scratch/out" 2>&1
}

starts() { # <option...>
	testpmd "$@"
	grep -q 'Port 0:' "$scratch/out"
	not grep -iqF "$token" "$scratch/out"
}

is_refused() { # <reason> <option...>
	local reason=$1

	shift
	not testpmd "$@"
	grep -F 'EAL: --vfio-vf-token' "$scratch/out" >"$scratch/line"
	[ "$(wc -l <"$scratch/line")" = 1 ]
	grep -F -- "$reason" "$scratch/line"
	# no usage text hides the reason
	[ "$(wc -l <"$scratch/out")" -lt 12 ]
	# the refused value, which may be a mistyped token, is not shown
	not grep -iqF "${token:1:34}" "$scratch/out"
}

env_starts() {
	VF_SECRET=$token starts --vfio-vf-token=env:VF_SECRET
}

many() { # <number of PFs>
	local options=() i

	for ((i = 0; i < $1; i++)); do
		options+=("--vfio-vf-token=ff$(printf %02x:%02x.%x \
			$((i / 256)) $((i / 8 % 32)) $((i % 8)))=$token")
	done
	printf '%s\n' "${options[@]}"
}

many_start() {
	local options

	mapfile -t options < <(many 500 | sed 's/=ff/=ff00:/')
	starts "${options[@]}"
}

usage_tells() {
	# each application chooses its exit status after the usage text
	"$testpmd" --help >"$scratch/out" 2>&1 || true
	grep -F -- '--vfio-vf-token=[<PF address>=]<source>' "$scratch/out"
}

run 'a token is accepted' starts --vfio-vf-token="$token"
run 'a blank before a token is ignored' starts --vfio-vf-token=" $token"
run 'a token is accepted as the next argument' starts --vfio-vf-token "$token"
run 'a token for an absent PF is accepted' starts --vfio-vf-token="ffff:01:00.0=$token"
run 'a message says that the PF is absent' \
	grep -F 'no PCI device ffff:01:00.0 at present' "$scratch/out"
run 'tokens for 500 PFs are accepted' many_start
run 'testpmd starts without the option' starts
run 'the usage text shows the syntax' usage_tells
run 'refused: an empty value' is_refused 'this has 0 characters' --vfio-vf-token=
run 'refused: nothing but =' is_refused 'no PCI address' --vfio-vf-token==
run 'refused: an address without a token' \
	is_refused 'for PF 0000:01:00.0 rejected: a UUID is 36 characters' --vfio-vf-token=01:00.0=
run 'refused: a token without an address' \
	is_refused 'no PCI address' --vfio-vf-token="=$token"
run 'refused: token and address swapped' \
	is_refused 'no PCI address' --vfio-vf-token="$token=0000:01:00.0"
run 'refused: 35 characters' is_refused 'has 35' --vfio-vf-token="${token:1}"
run 'refused: 37 characters' is_refused 'has 37' --vfio-vf-token="${token}0"
run 'refused: braces' is_refused 'has 38' --vfio-vf-token="{$token}"
run 'refused: a digit that is not hexadecimal' \
	is_refused 'hexadecimal digits' --vfio-vf-token="${token:0:35}g"
run 'refused: wrong hyphens' \
	is_refused 'with hyphens' --vfio-vf-token="${token:0:7}-${token:7:1}${token:9}"
run 'refused: the nil UUID' is_refused 'nil UUID' \
	--vfio-vf-token=00000000-0000-0000-0000-000000000000
# a mistyped name: messages about it must not show the token
is_hidden() { # <option...>
	not testpmd "$@"
	cat "$scratch/out"
	not grep -iqF "$token" "$scratch/out"
}

run 'hidden: a token after a mistyped name' is_hidden --vfio-vf-tokn="$token"
run 'the error names the mistyped option' grep -F -- '--vfio-vf-tokn=****' "$scratch/out"
run 'hidden: a token after a name with underscores' is_hidden --vfio_vf_token="$token"
run 'hidden: a token after an ambiguous abbreviation' is_hidden --v="$token"
run 'hidden: a token after a name with one hyphen' is_hidden -vfio-vf-token="$token"
run 'hidden: a token for a PF after a mistyped name' is_hidden --vfio-vf-tokn="01:00.0=$token"

testpmd_with_token_behind() {
	timeout 60 "$testpmd" --no-huge -m 64 --no-pci --no-shconf --no-telemetry \
		--vdev=net_null0 -- -i --no-mlockall --vfio-vf-token="$token" \
		</dev/null >"$scratch/out" 2>&1
}

behind_the_end_is_hidden() {
	not testpmd_with_token_behind
	grep -F 'a VF token after "--" does not reach EAL' "$scratch/out"
	grep -F -- '--vfio-vf-token=****' "$scratch/out"
	not grep -iqF "$token" "$scratch/out"
}

run 'hidden: a token after --' behind_the_end_is_hidden

# commands typed at the prompt; each prints one line
blanks_at_the_prompt() {
	printf '%s\n' 'vf_token set default  random' 'vf_token remove default ' quit |
		timeout 60 "$testpmd" --no-huge -m 64 --no-pci --no-shconf --no-telemetry \
			--vdev=net_null0 -- -i --total-num-mbufs=2048 --no-mlockall \
			>"$scratch/out" 2>&1
	grep '^VF token set$' "$scratch/out"
	grep '^VF token removed$' "$scratch/out"
}

run 'additional blanks at the prompt are ignored' blanks_at_the_prompt

many_read() { # <source>
	for _ in 1 2 3; do starts --vfio-vf-token="$1"; done
}

# one line names the option, the source and the rule
source_is_refused() { # <reason> <source>
	is_refused "--vfio-vf-token rejected: $2: $1" --vfio-vf-token="$2"
}

fifo_is_refused() {
	mkfifo "$scratch/fifo"
	source_is_refused "no newline or end of file within 5 s" "file:$scratch/fifo"
}

# the writer, this shell, does not close the pipe
open_pipe_is_taken() {
	mkfifo "$scratch/open"
	exec 7<>"$scratch/open"
	echo "$token" >&7
	starts --vfio-vf-token=fd:7
	printf %s "$token" >&7
	source_is_refused 'no newline or end of file within 5 s' fd:7
	exec 7>&-
}

writable_is_refused() {
	mkdir "$scratch/group"
	echo "$token" >"$scratch/group/token"
	chmod 0620 "$scratch/group/token"
	source_is_refused "it belongs to another user or is writable by one" \
		"generate:$scratch/group/token"
	chmod 0600 "$scratch/group/token"
	starts --vfio-vf-token="generate:$scratch/group/token"
	chmod 0770 "$scratch/group"
	source_is_refused "its directory belongs to another user or is writable by one" \
		"generate:$scratch/group/token"
}

two_at_once_agree() {
	local i

	for i in 1 2 3 4; do
		timeout 60 "$testpmd" --no-huge -m 64 --no-pci --no-shconf --no-telemetry \
			--vdev=net_null0 --vfio-vf-token="generate:$scratch/made" -- -i \
			--total-num-mbufs=2048 --no-mlockall </dev/null >"$scratch/out.$i" 2>&1 &
	done
	wait
	[ "$(cat "$scratch"/out.? | grep -c 'created a random one')" = 1 ]
	[ "$(cat "$scratch"/out.? | grep -c 'Port 0:')" = 4 ]
}

full_disk_is_refused() {
	[ "$(id -u)" = 0 ] || skip 'must run as root to mount a small disk'
	unshare -m true || skip 'mount namespaces do not work here'
	mkdir -p "$scratch/disk"
	export testpmd scratch
	unshare -m bash -euxc '
		mount -t tmpfs -o size=64k small "$scratch/disk"
		dd if=/dev/zero of="$scratch/disk/fill" || true
		if "$testpmd" --no-huge -m 64 --no-pci --no-shconf \
			--vfio-vf-token="generate:$scratch/disk/token" >"$scratch/out" 2>&1
		then exit 1; fi
		ls "$scratch/disk" >"$scratch/left"
	'
	grep -F "$scratch/disk/token: cannot be created: No space left on device" "$scratch/out"
	[ "$(cat "$scratch/left")" = fill ]
}

env_testpmd() { # <variable>
	DPDK_VFIO_VF_TOKEN=$1 testpmd
}

from_variable() {
	DPDK_VFIO_VF_TOKEN="$token,0000:00:00.0=random" starts
	not env_testpmd "$token,$token"
	grep -F 'EAL: DPDK_VFIO_VF_TOKEN rejected: the default already has a token' "$scratch/out"
}

echo "$token" >"$scratch/token"
chmod 0444 "$scratch/token"
ln -s token "$scratch/link"

run 'a file as mounted by orchestrators is accepted' starts --vfio-vf-token="file:$scratch/link"
run 'a warning says that every user can read the file' \
	grep -F 'every user of this machine can read' "$scratch/out"
run 'a descriptor is accepted' eval 'starts --vfio-vf-token=fd:7 7<"$scratch/token"'
run 'a variable is accepted' env_starts
run 'random is accepted' starts --vfio-vf-token=random
run 'DPDK_VFIO_VF_TOKEN is accepted' from_variable
run 'one of four concurrent processes generates the token' two_at_once_agree
run 'a generated token is accepted' many_read "generate:$scratch/made"
run 'refused: generating on a full disk' full_disk_is_refused
run 'refused: generating in a missing folder' source_is_refused \
	'cannot be created: No such file or directory' "generate:$scratch/no/token"
run 'refused: generating where others can write' writable_is_refused
run 'refused: generating through a link' source_is_refused \
	'cannot be opened: Too many levels of symbolic links' "generate:$scratch/link"
run 'refused: a missing file' source_is_refused \
	'cannot be opened: No such file or directory' "file:$scratch/no"
no_permission_is_refused() {
	[ "$(id -u)" = 0 ] || skip 'must run as root to become another user'
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$testpmd" ||
		skip 'other users cannot run what is built here'
	chmod a+rx "$scratch"
	echo "$token" >"$scratch/private"
	chmod 0600 "$scratch/private"
	not setpriv --reuid=65534 --regid=65534 --clear-groups "$testpmd" --no-huge -m 64 \
		--no-pci --no-shconf --vfio-vf-token="file:$scratch/private" >"$scratch/out" 2>&1
	grep -F "$scratch/private: cannot be opened: Permission denied" "$scratch/out"
}

run 'refused: a file of another user' no_permission_is_refused
run 'refused: a folder' source_is_refused 'cannot be read: Is a directory' "file:$scratch"
run 'refused: a FIFO that nobody writes to' fifo_is_refused
run 'a line from a pipe that stays open is accepted' open_pipe_is_taken
run 'refused: an unknown source' is_refused 'unknown source' --vfio-vf-token=fiile:/run/token
run 'refused: a descriptor that is not open' source_is_refused 'cannot be read: Bad file descriptor' fd:99
run 'refused: a variable that is not set' source_is_refused \
	'is not set' env:NO_SUCH
run 'refused: two default tokens' is_refused 'the default already has a token' \
	--vfio-vf-token="$token" --vfio-vf-token="$token"
second_makes_no_file() {
	is_refused 'the default already has a token' --vfio-vf-token=random \
		--vfio-vf-token="generate:$scratch/unmade"
	[ ! -e "$scratch/unmade" ]
}

run 'refused: two default tokens, and no file is created' second_makes_no_file
run 'refused: two tokens for the same PF' is_refused 'this PF already has a token' \
	--vfio-vf-token="0000:00:00.0=$token" --vfio-vf-token="00:00.0=$token"
done_testing
