#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Show the main use from scratch: build DPDK with the overlay, and run testpmd on a
# PF and its VF, on a real kernel in a virtual machine.

set -euo pipefail
. "$(dirname "$0")/common.sh"

usage() {
	cat <<EOF
usage: demo.sh [--kernel NAME] [--release RELEASE] [--dpdk PATH]

Installs what is needed, builds DPDK with the overlay, and boots a kernel with an
emulated SR-IOV NIC. There, one dpdk-testpmd opens the PF and sets its VF token.
Others try to open a VF: the kernel refuses them without the token and with a wrong
one, and accepts the right one.

  --kernel NAME                   a kernel in config/guest-kernels (default: 6.12)
  --release RELEASE, --dpdk PATH  the DPDK to build, see build.sh --help
  --help                          show this text
EOF
}

kernel=6.12
home=()
while [ $# -gt 0 ]; do
	case $1 in
	--kernel) kernel=${2:?--kernel needs a name}; shift ;;
	--release | --dpdk) home+=("$1" "${2:?$1 needs a value}"); shift ;;
	--help | -h) usage; exit 0 ;;
	*) usage >&2; die "unknown argument $1" ;;
	esac
	shift
done

take_lock
"$root/devtools/packages.sh" build vm || exit
"$root/devtools/build.sh" "${home[@]}" || exit

say "booting Linux $kernel in a virtual machine (half a minute)"
logdir=$root/build/vm/demo
rm -rf "$logdir"
mkdir -p "$logdir"
"$root/devtools/vm/vm.py" run --kernel "$kernel" --logdir "$logdir" \
	testpmd-vf >"$logdir/tap" 2>"$logdir/log" &
guest=$!
trap 'kill "$guest" 2>/dev/null || true; wait "$guest" || true' EXIT

# the guest writes its output to a directory shared with the host
tail -q -n +1 --pid="$guest" -F "$logdir"/try-{1,2,3}/testpmd-vf/output 2>/dev/null || true
status=0
wait "$guest" || status=$?
trap - EXIT
if [ "$status" != 0 ]; then
	cat "$logdir/log" "$logdir/tap" >&2
	die "the demo failed; its logs are in $logdir"
fi

cat <<EOF

As expected: $(grep -c '^ok' "$logdir/tap") of $(grep -c '^ok\|^not ok' "$logdir/tap") checks passed.

On a machine with an SR-IOV NIC and an IOMMU, as root:

    modprobe vfio-pci enable_sriov=1
    dpdk-devbind.py --bind=vfio-pci <PF>
    echo 2 >/sys/bus/pci/devices/<PF>/sriov_numvfs
    cd ${root}/build/subprojects/dpdk/app
    ./dpdk-testpmd --file-prefix=pf -a <PF> --vfio-vf-token=generate:/run/vf-token -- -i
    ./dpdk-testpmd --file-prefix=vf -a <VF> --vfio-vf-token=file:/run/vf-token -- -i

Step by step: doc/guides/howto/vfio_vf_token.rst
EOF
