#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# The option on a real command line: what a user sees of a value that is
# taken, and of one that is not. Argument: dpdk-testpmd.

set -euo pipefail
. "$(dirname "$0")/tap.sh"
testpmd=$1

token=$(cat /proc/sys/kernel/random/uuid)

# without devices, hugepages and privilege; ends at the end of its input
testpmd() {
	timeout 60 "$testpmd" --no-huge -m 64 --no-pci --no-shconf --no-telemetry \
		--vdev=net_null0 "$@" -- -i --total-num-mbufs=1024 --no-mlockall \
		</dev/null >"$scratch/out" 2>&1
}

starts() { # <option...>
	testpmd "$@"
	grep -q 'Port 0:' "$scratch/out"
	! grep -iqF "$token" "$scratch/out"
}

is_refused() { # <reason> <option...>
	local reason=$1

	shift
	! testpmd "$@"
	grep -F 'EAL: --vfio-vf-token' "$scratch/out" >"$scratch/line"
	[ "$(wc -l <"$scratch/line")" = 1 ]
	grep -F "$reason" "$scratch/line"
	# the reason is not buried under the usage text
	[ "$(wc -l <"$scratch/out")" -lt 12 ]
	# nor does what was refused, which may be a token with a slip, show
	! grep -iqF "${token:1:34}" "$scratch/out"
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
	# the status of a usage text is the application's affair
	"$testpmd" --help >"$scratch/out" 2>&1 || true
	grep -F -- '--vfio-vf-token=[<PF address>=]<source>' "$scratch/out"
}

run 'a token is taken' starts --vfio-vf-token="$token"
run 'a token is taken as the next argument' starts --vfio-vf-token "$token"
run 'a token for an absent PF is taken' starts --vfio-vf-token="ffff:01:00.0=$token"
run 'it is said that the PF is absent' grep -F 'no PCI device ffff:01:00.0 now' "$scratch/out"
run '500 PFs are taken' many_start
run 'without the option all is as ever' starts
run 'the usage text tells the grammar' usage_tells
run 'refused: nothing' is_refused 'no token' --vfio-vf-token=
run 'refused: =' is_refused 'no PCI address' --vfio-vf-token==
run 'refused: an address without a token' \
	is_refused 'for PF 0000:01:00.0 rejected: there is no token' --vfio-vf-token=01:00.0=
run 'refused: a token without an address' \
	is_refused 'no PCI address' --vfio-vf-token="=$token"
run 'refused: token and address exchanged' \
	is_refused 'no PCI address' --vfio-vf-token="$token=0000:01:00.0"
run 'refused: 35 characters' is_refused 'has 35' --vfio-vf-token="${token:1}"
run 'refused: 37 characters' is_refused 'has 37' --vfio-vf-token="${token}0"
run 'refused: braces' is_refused 'has 38' --vfio-vf-token="{$token}"
run 'refused: a blank' is_refused 'has 37' --vfio-vf-token=" $token"
run 'refused: no hexadecimal digit' \
	is_refused 'hexadecimal digits' --vfio-vf-token="${token:0:35}g"
run 'refused: wrong hyphens' \
	is_refused 'with hyphens' --vfio-vf-token="${token:0:7}-${token:7:1}${token:9}"
run 'refused: the nil UUID' is_refused 'nil UUID' \
	--vfio-vf-token=00000000-0000-0000-0000-000000000000
run 'refused: the default twice' is_refused 'the default has a token already' \
	--vfio-vf-token="$token" --vfio-vf-token="$token"
run 'refused: the same PF twice' is_refused 'this PF has a token already' \
	--vfio-vf-token="0000:00:00.0=$token" --vfio-vf-token="00:00.0=$token"
done_testing
