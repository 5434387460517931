#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Use Debian 13 as the host: run a command in a fresh clone of the commits, in a
# chroot that initially contains only the release's essential packages.

set -euo pipefail
. "$(dirname "$0")/../common.sh"

home=${XDG_CACHE_HOME:-$HOME/.cache}/dpdk-vf-token
debian=$home/debian-13

usage() {
	cat <<EOT
usage: debian13.sh [COMMAND...]

Runs COMMAND (default: devtools/demo.sh) on Debian 13, in a fresh clone of what is
committed here. Must be run as root, and needs the package mmdebstrap.

The first run creates a chroot in $debian,
which keeps the packages that the clone installs; remove it to start from scratch.
Its processes and mounts end with this script.
EOT
}

make_debian() {
	local uri

	uri=$(repository_of "$(. /etc/os-release && echo "$VERSION_CODENAME")")
	rm -rf "$debian.new"
	bootstrap --variant=minbase --include=ca-certificates trixie "$debian.new" ${uri:+"$uri"}
	mv "$debian.new" "$debian"
}

# Only these processes see the mounts, which end with them.
start_in_debian() { # <command...>
	# shellcheck disable=SC2016 # for the inner shell
	exec unshare --mount --pid --fork --kill-child bash -euc '
		# make the root folder a mount, as on other machines
		mount --bind "$1" "$1"
		mount --rbind /dev "$1/dev"
		mount --rbind /sys "$1/sys"
		mount -t proc proc "$1/proc"
		debian=$1
		shift
		exec chroot "$debian" env -i -C /root/clone HOME=/root \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"' in-debian "$debian" "$@"
}

case ${1:-} in
--help | -h) usage; exit 0 ;;
-*) usage >&2; die "unknown option $1" ;;
'') set -- devtools/demo.sh ;;
esac
[ "$(id -u)" = 0 ] || die "must be run as root, to mount and to change the root folder"
command -v mmdebstrap >/dev/null || die "mmdebstrap is missing: apt-get install mmdebstrap"

mkdir -p "$home"
trap 'exit 130' INT TERM
exec 8>"$home/debian-13.lock"
flock -n 8 || die "another run is using $debian"
if [ ! -d "$debian" ]; then
	say "creating a chroot with Debian 13 (two minutes)"
	quietly "$home/debian-13.log" make_debian
fi
# the chroot accesses the archive in the same way as this machine
cp -L /etc/resolv.conf "$debian/etc/"
apt-config dump Acquire::http Acquire::https Acquire::Check-Valid-Until \
	>"$debian/etc/apt/apt.conf.d/90host"
rm -rf "$debian/root/clone"
git clone -q "$root" "$debian/root/clone"

start_in_debian "$@" 8>&- &
inside=$!
# only this signal ends unshare itself, and everything that it started
trap '{ kill -KILL $inside && wait $inside; } 2>/dev/null || true' EXIT
status=0
wait $inside || status=$?
exit "$status"
