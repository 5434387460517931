#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The VF token overlay authors
#
# Install the packages needed for building and testing, and no others.

set -euo pipefail
. "$(dirname "$0")/common.sh"

build_packages="gcc ccache clang libclang-rt-dev libc6-dev meson ninja-build pkg-config libnuma-dev
	python3-pyelftools coccinelle patch xz-utils dpkg-dev chrpath"
docs_packages="python3-sphinx python3-sphinx-rtd-theme doxygen"
# for the tests of the code itself
code_packages="cppcheck valgrind"
check_packages="abigail-tools gnuplot-nox lintian"
vm_packages="busybox-static cpio kmod mmdebstrap xz-utils zstd strace pciutils iproute2 procps python3-pexpect"
# for devtools/vm/kernel.sh to build a kernel
kernel_packages="bc bison ccache flex gcc libc6-dev libelf-dev make uuid-dev xz-utils"
# gawk, because DPDK's checks use expressions that mawk cannot parse
series_packages="git gawk codespell quilt xz-utils"

usage() {
	cat <<EOF
usage: packages.sh [build] [vm] [kernel] [docs] [series] [code] [check]

Installs missing Debian packages: those to build DPDK with the overlay (build), to
run the virtual machine (vm), to build its kernel with iommufd (kernel), to build
the guides (docs), to run DPDK's own checks on the patch series (series), to analyze
the code (code), and to run devtools/check.sh (check):

  build:  $(echo $build_packages)
  vm:     $(echo $vm_packages)
  kernel: $(echo $kernel_packages)
  docs:   $(echo $docs_packages)
  series: $(echo $series_packages)
  code:   $(echo $code_packages)
  check:  $(echo $check_packages)
EOF
}

updated=
update() {
	[ -z "$updated" ] || return 0
	say "apt-get update"
	as_root apt-get -q update >"$cache/apt-update.log" 2>&1 ||
		say "apt-get update had errors (see $cache/apt-update.log), continuing"
	updated=yes
}

install() { # <package...>
	local missing=() package

	for package in "$@"; do
		dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q ' installed$' || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	update
	say "installing ${missing[*]}"
	quietly "$cache/apt-install.log" as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends "${missing[@]}"
}

[ $# -gt 0 ] || { usage >&2; exit 2; }
mkdir -p "$cache"
# other scripts also use these lists, for their downloads
ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || update
for group in "$@"; do
	case $group in
	--help | -h) usage; exit 0 ;;
	build) install $build_packages ;;
	vm) install $vm_packages ;;
	kernel) install $kernel_packages ;;
	docs) install $docs_packages ;;
	series) install $series_packages ;;
	code) install $code_packages ;;
	check) install $check_packages ;;
	*) usage >&2; die "unknown group $group" ;;
	esac
done
